//! Random numbers that are the same each time, and what is made of them.

/// A generator (xorshift64*, Vigna 2016).
#[derive(Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 16) % end.max(1)
    }

    fn digits(&mut self, count: u64) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn hex(&mut self, count: u64) -> String {
        (0..count).filter_map(|_| char::from_digit(self.below(16) as u32, 16)).collect()
    }

    /// The same form with most digits and, half the time, the letters drawn anew.
    pub(super) fn redrawn(&mut self, form: &str) -> String {
        let letters = self.below(2) == 0;
        // Prefixes and dates are often fixed, so that some of the number stays as it is.
        let from = self.below(form.len() as u64 / 2 + 1) as usize;
        let mut draw = |(at, c): (usize, char)| match c {
            _ if at < from => c,
            '0'..='9' => char::from(b'0' + self.below(10) as u8),
            'A'..='Z' if letters => char::from(b'A' + self.below(26) as u8),
            other => other,
        };
        form.char_indices().map(&mut draw).collect()
    }

    /// A line with something that looks like an identifier and is none, as long as `number` at times.
    pub(super) fn look_alike(&mut self, number: &str) -> String {
        let same = number.chars().filter(char::is_ascii_digit).count() as u64;
        match self.below(14) {
            0 => format!("Order no. {} was shipped on Monday.\n", self.digits(same)),
            1 => format!("订单号{}已发货。\n", self.digits(same)),
            2 => format!("ISBN 978-7-{}-{}-{}\n", self.digits(4), self.digits(4), self.digits(1)),
            3 => format!("EAN {}\n", self.digits(13)),
            4 => format!(
                "request {}-{}-4{}-a{}-{}\n",
                self.hex(8),
                self.hex(4),
                self.hex(3),
                self.hex(3),
                self.hex(12)
            ),
            5 => format!("sha256:{}\n", self.hex(64)),
            6 => format!("commit {}\n", self.hex(40)),
            7 => format!("time=17{} level=info\n", self.digits(11)),
            8 => format!("依据第{}号通知，项目编号 2024-{}。\n", self.digits(3), self.digits(6)),
            9 => format!("part {} fits model {}\n", self.digits(same), self.digits(5)),
            10 => format!("version 4.{}.{}\n", self.digits(2), self.digits(5)),
            11 => format!("批号{}，流水号{}\n", self.digits(same), self.digits(10)),
            12 => format!("{} bytes copied, {} records\n", self.digits(same), self.digits(7)),
            _ => format!("tracking {} invoice {}\n", self.digits(12), self.digits(same)),
        }
    }
}
