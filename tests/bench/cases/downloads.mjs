// What has to be downloaded, as bundlers make it.

import { downloads } from "../../../xtask/downloads.mjs";

const PLACES = ["page", "page-in-one-file", "worker", "node"];

export const what = "bytes to download, minified";

export function run() {
  const sizes = downloads({ official: true });
  const figures = [];
  for (const place of PLACES) {
    const theirs = `official-${place.replace("-in-one-file", "")}`;
    for (const kind of ["raw", "gzip", "brotli"]) {
      const name = `download, ${place.replaceAll("-", " ")}, ${kind}`;
      figures.push({ name, unit: "bytes", subject: "ours", samples: [sizes[place][kind]] });
      figures.push({ name, unit: "bytes", subject: "official", samples: [sizes[theirs][kind]] });
    }
  }
  return figures;
}
