//! What others have published of how their files look, before the files that are made for them: the
//! schema of Terraform's provider for Google Cloud, and Grafana's own classes.

use std::fs;
use std::path::Path;

use crate::install;
use crate::leash::Ended;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// The provider's schema, as interfaces of TypeScript.
const PROVIDER: &str = "@cdktf/provider-google@16.12.1";

/// What the schema must not let pass: what is replaced by what.
const BROKEN_TERRAFORM: Broken = &[
    ("\"rolling_period_days\": 28", "\"rolling_days\": 28"),
    ("\"goal\": 0.999,", ""),
    ("\"goal\": 0.999,", "\"goal\": true,"),
    ("\"disable_metric_validation\": true", "\"disable_metric_validation\": \"yes\""),
    ("_slo.checkout-availability.name}", "_slo.checkout.name}"),
    ("_slo.checkout-availability.name}", "_slo.checkout-availability.path}"),
];

/// The same of Grafana.
const BROKEN_GRAFANA: Broken = &[
    ("\"gridPos\"", "\"grid_pos\""),
    ("\"fieldConfig\"", "\"fields\""),
    ("\"expr\"", "\"query\""),
];

/// Changes of a file: what is replaced by what.
type Broken = &'static [(&'static str, &'static str)];

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let golden = workshop.root.join("cargo-census/golden");
    let terraform = golden.join("cloud-monitoring/terraform/census.tf.json");
    let dashboard = golden.join("grafana/census-objectives.json");
    let python = match install::python(workshop) {
        Ok(python) => python,
        Err(error) => {
            tally.lack(format!("nobody reads what Terraform and Grafana are given: {error}"));
            return Ok(());
        }
    };
    let grafana = |file: &Path| {
        let mut command = workshop.command(&python);
        command.arg("tests/python/grafana.py").arg(file);
        workshop.run(&mut command, "grafana")
    };
    judge(workshop, tally, &dashboard, BROKEN_GRAFANA, grafana)?;
    match install::npm(workshop, PROVIDER) {
        Ok(package) => {
            let schema = |file: &Path| {
                let mut command = workshop.command(&python);
                command.arg("tests/python/terraform.py").arg(package.join("lib")).arg(file);
                workshop.run(&mut command, "terraform")
            };
            judge(workshop, tally, &terraform, BROKEN_TERRAFORM, schema)?;
        }
        Err(error) => tally.lack(format!("no schema of Terraform's provider: {error}")),
    }
    syntax(workshop, tally, &terraform)
}

/// A reader takes the file as it is, and none of the broken ones.
fn judge(
    workshop: &Workshop,
    tally: &mut Tally,
    file: &Path,
    broken: Broken,
    reads: impl Fn(&Path) -> Result<Ended, Fault>,
) -> Result<(), Fault> {
    let ended = reads(file)?;
    tally.expect(ended.well(), ended.why());
    let sound = fs::read_to_string(file)?;
    let path = workshop.bench.join("broken.json");
    for (from, to) in broken {
        tally.expect(sound.contains(from), format!("`{from}` is nowhere, so nothing is broken"));
        fs::write(&path, sound.replace(from, to))?;
        tally.expect(!reads(&path)?.well(), format!("nobody finds `{to}` for `{from}`"));
    }
    Ok(())
}

/// Terraform itself reads the file, as far as it does without the provider, where it is installed.
fn syntax(workshop: &Workshop, tally: &mut Tally, file: &Path) -> Result<(), Fault> {
    if install::find("terraform").is_none() {
        tally.skip("Terraform is not installed; its provider's schema was asked all the same");
        return Ok(());
    }
    let folder = workshop.bench.join("terraform");
    fs::create_dir_all(&folder)?;
    let here = folder.join("census.tf.json");
    let sound = fs::read_to_string(file)?;
    for (text, well) in [(sound.clone(), true), (sound.replace("\"resource\"", "\"thing\""), false)]
    {
        fs::write(&here, text)?;
        let mut terraform = workshop.command("terraform");
        let ended =
            workshop.run(terraform.current_dir(&folder).arg("providers"), "terraform-core")?;
        tally
            .expect(ended.well() == well, format!("Terraform, of what is {well}: {}", ended.why()));
    }
    Ok(())
}
