import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { aiCallsQuery, type AttemptKind, attemptsQuery } from "@/api/ai-log";
import { useApi } from "@/api/api-context";

/** What the log of AI activity says about single messages. */
export function useAiMarks(interviewId: string) {
  const { client } = useApi();
  const calls = useQuery(aiCallsQuery(client, interviewId)).data;
  const attempts = useQuery(attemptsQuery(client, interviewId)).data;
  const wordedBy = useMemo(() => {
    const found = new Map<string, string>();
    for (const { id, message_id } of calls ?? []) if (message_id != null) found.set(message_id, id);
    return found;
  }, [calls]);
  const attempted = useMemo(() => {
    const found = new Map<string, AttemptKind[]>();
    for (const { attempt } of attempts ?? []) {
      if (attempt.message_id == null) continue;
      const known = found.get(attempt.message_id) ?? [];
      found.set(attempt.message_id, [...new Set([...known, ...attempt.kinds])]);
    }
    return found;
  }, [attempts]);
  return { wordedBy, attempted };
}
