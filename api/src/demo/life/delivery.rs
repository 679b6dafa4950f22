//! 出件: the result goes the way the applicant chose.

use engine::item::DeliveryWay;
use serde_json::json;

use super::super::fate::Fate;
use super::Life;

impl Life<'_, '_> {
    pub(super) fn deliver(&mut self) {
        self.wait(5, 60);
        self.at_delivery("prepare_delivery", json!({"notified": true}));
        let n = self.case + 1;
        let receipt = match self.way {
            DeliveryWay::Counter => {
                let wrong = json!({"receipt": {"cell_opened": "L01"}});
                self.slip("deliver_result", wrong);
                self.wait(10, 400);
                json!({"signature": format!("S{n}")})
            }
            DeliveryWay::Online => {
                self.wait(1, 300);
                json!({"downloaded": format!("D{n}")})
            }
            DeliveryWay::Locker => {
                let cell = json!({"cell": format!("L01-{}", n % 96 + 1)});
                self.at_delivery("place_in_locker", cell);
                self.wait(10, 800);
                json!({"cell_opened": format!("O{n}")})
            }
            DeliveryWay::Ems => {
                self.ship(n);
                json!({"parcel_signed": format!("R{n}")})
            }
        };
        self.at_delivery("deliver_result", json!({"receipt": receipt}));
    }

    pub(super) fn ship(&mut self, n: usize) {
        self.at_delivery("ship_result", json!({"parcel": format!("EMS{n:09}")}));
        self.wait_days(1, 3);
        if self.fate == Fate::ParcelFailed {
            self.at_delivery("report_delivery_failure", json!({"reason": "收件人电话无人接听"}));
            self.wait(30, 200);
            self.at_delivery("ship_result", json!({"parcel": format!("EMS{n:09}-2")}));
            self.wait_days(1, 2);
        }
    }
}
