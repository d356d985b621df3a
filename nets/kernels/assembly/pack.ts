// Weights laid out as the dense kernel reads them: panels of 8 columns, each panel's rows one after the other (32 bytes a row).

/** Panels of w [k x n], into ceil(n / 8) x k x 8 numbers. The lanes beyond column n hold whatever lies there. */
export function pack(w: usize, k: i32, n: i32, out: usize): void {
  const ws = <usize>n << 2;
  for (let j: i32 = 0; j < n; j += 8) {
    let from = w + (<usize>j << 2);
    for (let p: i32 = 0; p < k; p++, from += ws, out += 32) {
      v128.store(out, v128.load(from));
      v128.store(out, v128.load(from, 16), 16);
    }
  }
}

/** Panels of the transpose of w [k x n], which is [n x k], into ceil(k / 8) x n x 8 numbers. The lanes beyond k repeat the last row of w. */
export function packTransposed(w: usize, k: i32, n: i32, out: usize): void {
  for (let r: i32 = 0; r < k; r += 8) {
    transpose4(w, r, k, n, out);
    transpose4(w, r + 4, k, n, out + 16);
    out += <usize>n << 5;
  }
}

/** Rows r to r + 3 of w become columns 0 to 3 of rows that are 32 bytes apart. */
function transpose4(w: usize, r: i32, k: i32, n: i32, out: usize): void {
  const ws = <usize>n << 2, last = k - 1;
  let w0 = w + <usize>min(r, last) * ws, w1 = w + <usize>min(r + 1, last) * ws;
  let w2 = w + <usize>min(r + 2, last) * ws, w3 = w + <usize>min(r + 3, last) * ws;
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4, out += 128) {
    const a = v128.load(w0), b = v128.load(w1), c = v128.load(w2), d = v128.load(w3);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<f64>(ab, cd, 0, 2));
    v128.store(out, v128.shuffle<f64>(ab, cd, 1, 3), 32);
    v128.store(out, v128.shuffle<f64>(AB, CD, 0, 2), 64);
    v128.store(out, v128.shuffle<f64>(AB, CD, 1, 3), 96);
    w0 += 16; w1 += 16; w2 += 16; w3 += 16;
  }
  for (; j < n; j++, out += 32) {
    store<f32>(out, load<f32>(w0)); store<f32>(out, load<f32>(w1), 4); store<f32>(out, load<f32>(w2), 8); store<f32>(out, load<f32>(w3), 12);
    w0 += 4; w1 += 4; w2 += 4; w3 += 4;
  }
}
