import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { imageTrustKeys } from '@/lib/client/query-keys/image-trust';
import {
  ImageEndorser,
  ImageListDetail,
  ImagePolicy,
  type ImportImageList,
  type JudgeListedImage,
  type SetImagePolicy,
  type TrustEndorser,
  type WithdrawEndorser,
} from '@/lib/contracts/image-trust';
import { api } from '@/lib/utils/paths';

const refresh = (client: QueryClient): void => void client.invalidateQueries({ queryKey: imageTrustKeys.all() });

export const trustEndorser = () =>
  mutationOptions({
    mutationFn: (body: TrustEndorser) => sendJson('POST', api.imageEndorsers(), ImageEndorser, { body }),
    onSuccess: (_endorser, _body, _kept, { client }) => refresh(client),
  });

export const withdrawEndorser = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: WithdrawEndorser }) =>
      sendJson('POST', api.withdrawEndorser(id), ImageEndorser, { body }),
    onSuccess: (_endorser, _body, _kept, { client }) => refresh(client),
  });

export const importImageList = () =>
  mutationOptions({
    mutationFn: (body: ImportImageList) => sendJson('POST', api.imageLists(), ImageListDetail, { body }),
    onSuccess: (list, _body, _kept, { client }) => {
      client.setQueryData(imageTrustKeys.list(list.id), list);
      refresh(client);
    },
  });

export const judgeListedImage = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: JudgeListedImage }) =>
      sendJson('POST', api.judgeListedImage(id), ImageListDetail, { body }),
    onSuccess: (list, _body, _kept, { client }) => client.setQueryData(imageTrustKeys.list(list.id), list),
  });

export const setImagePolicy = () =>
  mutationOptions({
    mutationFn: (body: SetImagePolicy) => sendJson('POST', api.imagePolicies(), ImagePolicy, { body }),
    onSuccess: (_policy, _body, _kept, { client }) => refresh(client),
  });
