import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { useApi } from "@/api/api-context";
import { checkQuery, machineKeys, type MicrophoneCheck } from "@/api/machine";
import { unwrap } from "@/api/problem";

/** The microphone check of this window: it ends with the component that uses this. */
export function useCheck() {
  const { client } = useApi();
  const queries = useQueryClient();
  const [running, setRunning] = useState(false);
  const query = useQuery(checkQuery(client, running));
  const keep = (check: MicrophoneCheck) => queries.setQueryData(machineKeys.check, check);
  const forget = () => {
    setRunning(false);
    queries.removeQueries({ queryKey: machineKeys.check });
  };

  const start = useMutation({
    mutationFn: (device: string | null) =>
      unwrap(client.POST("/api/v1/microphone-check", { body: { device } })),
    onSuccess: (check) => {
      keep(check);
      setRunning(true);
    },
    onError: forget,
  });
  const record = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/microphone-check/record")),
    onSuccess: keep,
  });
  const stopRecording = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/microphone-check/stop")),
    onSuccess: keep,
  });
  const stop = () => {
    forget();
    void client.DELETE("/api/v1/microphone-check").catch(() => undefined);
  };

  useEffect(() => {
    if (!running) return;
    // Whoever leaves the page takes the hand off the microphone.
    return () => {
      void client.DELETE("/api/v1/microphone-check").catch(() => undefined);
      queries.removeQueries({ queryKey: machineKeys.check });
    };
  }, [running, client, queries]);

  const check = running ? (query.data ?? null) : null;
  return {
    check,
    error: start.error ?? record.error ?? stopRecording.error ?? (running ? query.error : null),
    starting: start.isPending,
    start: (device: string | null) => start.mutate(device),
    record: () => record.mutate(),
    stopRecording: () => stopRecording.mutate(),
    stop,
  };
}
