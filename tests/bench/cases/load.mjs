// 50 calls at a time over loopback, to an emulator in another process.

import { startEmulator } from "../../harness/emulator.mjs";
import { alternate, measured } from "../measure.mjs";

const SUBJECTS = ["ours", "ours, nodeFetch", "official browser", "official Node"];

export const what = "50 calls at a time against the emulator over loopback";

export async function run({ dir, quick, say }) {
  const emulator = await startEmulator(dir, ["--quiet"]);
  try {
    const measure = (subject) => measured(dir, ["load.mjs", subject, emulator.connectionString, quick ? 1000 : 4000]);
    const samples = await alternate(SUBJECTS, quick ? 2 : 5, measure, say);
    return SUBJECTS.map((subject) => ({
      name: "50 calls at a time, for each second of processor time",
      unit: "calls",
      more: true,
      subject,
      samples: samples[subject].map((found) => found.perCpuSecond),
    }));
  } finally {
    await emulator.stop();
  }
}
