use super::super::testing::dump;
