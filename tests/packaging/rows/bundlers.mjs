export const BUNDLERS = "tests/packaging/tools/bundlers";
