// Draws ZPL with a renderer that is not ours: one JSON object {zpl, width, height, dpmm} a line in, one PNG (base64) a line out.
const { ready } = require("zpl-renderer-js");
const { readFileSync, writeSync } = require("node:fs");

(async () => {
  const { api } = await ready;
  for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const { zpl, width, height, dpmm } = JSON.parse(line);
    writeSync(1, (await api.zplToBase64Async(zpl, width, height, dpmm)) + "\n");
  }
  process.exit(0);
})();
