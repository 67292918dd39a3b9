import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";

/** Plays the test sentence back; `length` tells one sentence from the next. */
export function SentencePlayer({ length }: { length: number }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const sentence = useQuery({
    queryKey: ["microphone-check", "sentence", length],
    queryFn: () =>
      unwrap(client.GET("/api/v1/microphone-check/recording", { parseAs: "arrayBuffer" })),
    gcTime: 0,
  });
  const [url, setUrl] = useState<string | null>(null);
  const bytes = sentence.data as ArrayBuffer | undefined;
  useEffect(() => {
    if (bytes === undefined) return;
    const made = URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [bytes]);
  if (sentence.isError) return <ProblemNotice cause={sentence.error} />;
  return (
    url !== null && (
      <audio
        controls
        src={url}
        aria-label={t("microphoneCheck.listen")}
        data-testid="sentence-player"
        className="h-10 max-w-full min-w-0 flex-1 basis-56"
      />
    )
  );
}
