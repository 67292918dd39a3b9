import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useApi } from "@/api/api-context";
import { devicesQuery, modelsQuery } from "@/api/queries";
import type { Language, RoomSetup } from "@/api/types";

import { modelFits, proposeSetup, rememberedSetup } from "./sound-choice";

/** The choice of microphone and model: what the user changed, else what is proposed. */
export function useSetup(language: Language) {
  const { client } = useApi();
  const devices = useQuery(devicesQuery(client));
  const models = useQuery(modelsQuery(client));
  const [changed, setChanged] = useState<RoomSetup | null>(null);
  const [last] = useState(rememberedSetup);

  if (devices.data === undefined || models.data === undefined) {
    const refetch = () => Promise.all([devices.refetch(), models.refetch()]);
    return { ready: false as const, error: devices.error ?? models.error, refetch };
  }
  const setup = changed ?? proposeSetup(devices.data, models.data, language, last);
  const usable =
    setup.text_only ||
    (devices.data.some(({ name }) => name === setup.device) &&
      models.data.some((model) => model.name === setup.model && modelFits(model, language)));
  return {
    ready: true as const,
    devices: devices.data,
    models: models.data,
    /** As sent: typing needs neither microphone nor model. */
    setup: setup.text_only ? { ...setup, device: null, model: null } : setup,
    shown: setup,
    usable,
    change: setChanged,
  };
}
