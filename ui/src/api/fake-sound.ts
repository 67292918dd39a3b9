/** Sixteen-bit mono at 16 kHz: a quiet hum that swells and fades. */
export function hum(fromMs: number, toMs: number): ArrayBuffer {
  const samples = Math.max(0, Math.round((toMs - fromMs) * 16));
  const view = new DataView(new ArrayBuffer(44 + samples * 2));
  const ascii = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  ascii(0, "RIFF");
  view.setUint32(4, 36 + samples * 2, true);
  ascii(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 16_000, true);
  view.setUint32(28, 32_000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  ascii(36, "data");
  view.setUint32(40, samples * 2, true);
  for (let i = 0; i < samples; i++) {
    const t = fromMs / 1000 + i / 16_000;
    view.setInt16(44 + i * 2, 1_000 * Math.sin(t * 880) * Math.sin(t / 2), true);
  }
  return view.buffer;
}
