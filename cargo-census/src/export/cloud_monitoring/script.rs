//! The script that sends the bodies, in the order in which Cloud Monitoring wants them.

use super::Body;
use crate::export::File;
use crate::export::files::file_name;

/// Before the calls: how a body is sent, once or again.
const HEAD: &str = r#"#!/usr/bin/env bash
# Made by `cargo census export cloud-monitoring`. Sends the bodies beside it: the metric's
# descriptor first, since an objective on a metric that is not known is refused. Run again, it
# changes what is there and makes nothing twice. It wants `curl`, and a token: that of `gcloud`, or
# TOKEN.
set -euo pipefail
cd "$(dirname "$0")"
TOKEN="${TOKEN:-$(gcloud auth print-access-token)}"
API="${ENDPOINT:-https://monitoring.googleapis.com}/v3/projects/PROJECT"

# call METHOD PATH [FILE]: prints the answer; its status is in STATUS.
call() {
  local answer
  answer="$(curl --silent --show-error --request "$1" --header "Authorization: Bearer $TOKEN" \
    --header 'Content-Type: application/json' --write-out '\n%{http_code}' \
    ${3:+--data-binary "@$3"} "$API/$2")"
  STATUS="${answer##*$'\n'}"
  ANSWER="${answer%$'\n'*}"
}

# done_or_fail WHAT
done_or_fail() {
  case "$STATUS" in
    2??) echo "$1" ;;
    *) echo "$1: status $STATUS: $ANSWER" >&2; exit 1 ;;
  esac
}

# put WHAT PATH_TO_MAKE PATH_TO_CHANGE FILE
put() {
  call POST "$2" "$4"
  if [ "$STATUS" = 409 ]; then
    call PATCH "$3" "$4"
  fi
  done_or_fail "$1"
}

# policy ID FILE: a policy's name is the server's choice, so it is found by its label.
policy() {
  call GET "alertPolicies?filter=user_labels.census_policy%3D%22$1%22"
  done_or_fail "policy $1: looked for" > /dev/null
  local name
  name="$(printf '%s' "$ANSWER" | grep -o '"name": *"projects/[^"/]*/alertPolicies/[^"/]*"' \
    | head -n 1 | sed 's/.*alertPolicies\/\(.*\)"/\1/' || true)"
  if [ -n "$name" ]; then
    call PATCH "alertPolicies/$name" "$2"
  else
    call POST alertPolicies "$2"
  fi
  done_or_fail "policy $1"
}

"#;

pub(super) fn file(
    project: &str,
    services: &[Body],
    objectives: &[(String, Body)],
    policies: &[Body],
) -> File {
    let mut text = HEAD.replace("PROJECT", project);
    text += "call POST metricDescriptors descriptor.json\ndone_or_fail 'descriptor'\n";
    for Body { id, .. } in services {
        let file = file_name(id);
        text += &format!(
            "put 'service {id}' 'services?serviceId={id}' 'services/{id}' 'services/{file}.json'\n"
        );
    }
    for (service, Body { id, .. }) in objectives {
        let (file, folder) = (file_name(id), "serviceLevelObjectives");
        let path = format!("services/{service}/{folder}");
        text += &format!(
            "put 'objective {id}' '{path}?serviceLevelObjectiveId={id}' '{path}/{id}' \
             'objectives/{file}.json'\n"
        );
    }
    for Body { id, json } in policies {
        let file = file_name(id);
        let label = json["userLabels"]["census_policy"].as_str().unwrap_or_default();
        text += &format!("policy '{label}' 'policies/{file}.json'\n");
    }
    File::program("apply.sh", text)
}
