export const imageTrustKeys = {
  all: () => ['image-trust'] as const,
  endorsers: () => [...imageTrustKeys.all(), 'endorsers'] as const,
  lists: (old: boolean) => [...imageTrustKeys.all(), 'lists', old] as const,
  list: (id: string) => [...imageTrustKeys.all(), 'list', id] as const,
  policies: () => [...imageTrustKeys.all(), 'policies'] as const,
};
