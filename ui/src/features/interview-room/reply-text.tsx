import { useEffect, useRef } from "react";

import { useApi } from "@/api/api-context";

type Props = {
  interviewId: string;
  line: string;
  className?: string;
  /** Called after the text has grown, for whoever has to follow it. */
  onGrown?: () => void;
};

/**
 * A line as it is being worded. Each piece goes straight into the one text node: React has nothing to do with it, however
 * long the conversation around it is. Screen readers are told whole sentences elsewhere.
 */
export function ReplyText({ interviewId, line, className = "", onGrown }: Props) {
  const { replies } = useApi().live;
  const element = useRef<HTMLSpanElement>(null);
  const grown = useRef(onGrown);
  useEffect(() => {
    grown.current = onGrown;
  });
  useEffect(() => {
    const text = document.createTextNode("");
    element.current?.replaceChildren(text);
    const show = () => {
      const now = replies.now(interviewId);
      if (now.line !== line) return;
      if (now.text.startsWith(text.data)) text.appendData(now.text.slice(text.length));
      else text.data = now.text;
      grown.current?.();
    };
    show();
    return replies.listen(interviewId, show);
  }, [replies, interviewId, line]);
  return <span ref={element} data-testid="reply-text" className={className} />;
}
