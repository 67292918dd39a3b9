/** A run of words that stayed, went or came. */
export type Change = { kind: "same" | "gone" | "new"; text: string };

/** Beyond so many pairs of words the texts are shown as wholly different. */
const MOST_PAIRS = 1_000_000;

const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");

/** How `after` differs from `before`, word by word. */
export function wordDiff(before: string, after: string): Change[] {
  const a = words(before);
  const b = words(after);
  if (a.length * b.length > MOST_PAIRS) {
    return [...run("gone", a), ...run("new", b)];
  }
  // Length of the longest common row from here to the end.
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changes: Change[] = [];
  const gone: string[] = [];
  const came: string[] = [];
  const flush = () => {
    changes.push(...run("gone", gone.splice(0)), ...run("new", came.splice(0)));
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      flush();
      const last = changes.at(-1);
      if (last?.kind === "same") last.text += ` ${left}`;
      else changes.push({ kind: "same", text: left });
      i += 1;
      j += 1;
    } else if (right === undefined || (left !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      gone.push(left ?? "");
      i += 1;
    } else {
      came.push(right);
      j += 1;
    }
  }
  flush();
  return changes;
}

function run(kind: Change["kind"], texts: string[]): Change[] {
  return texts.length === 0 ? [] : [{ kind, text: texts.join(" ") }];
}
