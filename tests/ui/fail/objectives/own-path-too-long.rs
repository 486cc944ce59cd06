mod the_very_long_name_of_a_module_of_a_shop {
    #[census::measured(slo(availability = 99.9%, window = 28d))]
    pub fn pay() -> Result<(), ()> {
        Ok(())
    }
}

fn main() {}
