import { useMutation } from "@tanstack/react-query";
import { Volume2 } from "lucide-react";
import { type RefObject, useEffect } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

type Props = {
  interviewId: string;
  /** Lets others play from a place they know. */
  audioRef: RefObject<HTMLAudioElement | null>;
};

/**
 * The recording, fetched whole when wanted and played from memory: media elements of the window
 * cannot read the custom scheme, and a recording is too large to fetch unasked.
 */
export function Recording({ interviewId, audioRef }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const load = useMutation({
    mutationFn: async () => {
      const params = { path: { id: interviewId } };
      const blob = await unwrap(
        client.GET("/api/v1/interviews/{id}/recording", { params, parseAs: "blob" }),
      );
      return URL.createObjectURL(blob);
    },
  });
  const url = load.data;
  useEffect(() => {
    if (url === undefined) return;
    return () => URL.revokeObjectURL(url);
  }, [url]);
  return (
    <section
      aria-labelledby="recording"
      className="flex flex-col gap-3 rounded-xl border border-line p-5"
    >
      <h2 id="recording" className="text-lg font-semibold">
        {t("recording.title")}
      </h2>
      {url === undefined ? (
        <Button
          data-testid="load-recording"
          disabled={load.isPending}
          onClick={() => load.mutate()}
        >
          <Volume2 aria-hidden />
          {t(load.isPending ? "recording.loading" : "recording.load")}
        </Button>
      ) : (
        <>
          <audio
            ref={audioRef}
            controls
            src={url}
            aria-label={t("recording.title")}
            data-testid="recording"
            className="w-full"
          />
          <p className="text-sm text-quiet">{t("recording.hint")}</p>
        </>
      )}
      <ProblemNotice cause={load.error} />
    </section>
  );
}
