// Reads codes with ZBar, a second reader beside the library that draws them. Grey pixels come on
// standard input after a line "WIDTH HEIGHT"; codes go out as JSON: [{type, text}].
const { readFileSync } = require("node:fs");

const input = readFileSync(0);
const end = input.indexOf(10);
const [width, height] = input.subarray(0, end).toString().split(" ").map(Number);
const pixels = new Uint8Array(input.subarray(end + 1));

async function main() {
  const { scanGrayBuffer } = await import(process.argv[2]);
  const found = await scanGrayBuffer(pixels.buffer, width, height);
  const codes = found.map((one) => ({ type: one.typeName, text: one.decode() }));
  process.stdout.write(JSON.stringify(codes));
}

main();
