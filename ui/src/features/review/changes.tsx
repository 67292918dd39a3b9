import { wordDiff } from "./word-diff";

type Props = {
  before: string;
  after: string;
  language: string;
  /** Which side is shown: what went or what came; both when absent. */
  only?: "before" | "after";
};

const LOOK = {
  same: "",
  gone: "rounded bg-raised px-0.5 text-quiet line-through",
  new: "rounded bg-violet-mist px-0.5 font-medium text-violet-text no-underline",
};

/** A text with what differs marked: by form as well as by colour. */
export function Changes({ before, after, language, only }: Props) {
  const hidden = only === "before" ? "new" : only === "after" ? "gone" : null;
  const changes = wordDiff(before, after).filter(({ kind }) => kind !== hidden);
  return (
    <span lang={language}>
      {changes.map(({ kind, text }, i) => {
        const Tag = kind === "gone" ? "del" : kind === "new" ? "ins" : "span";
        return (
          <span key={i}>
            {i > 0 && " "}
            <Tag className={LOOK[kind]}>{text}</Tag>
          </span>
        );
      })}
    </span>
  );
}
