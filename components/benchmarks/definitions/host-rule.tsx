import { Banner } from '@/components/ui/banner';

/** Why a definition that was written here is not offered everywhere. */
export function HostRule() {
  return (
    <Banner>
      On hosts themselves only benchmarks that come with this release run: a command on a host may do what its account
      there may. What is written here runs in domains.
    </Banner>
  );
}
