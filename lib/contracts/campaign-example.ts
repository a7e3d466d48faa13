/** A campaign file to begin with. Its domain and its image are those of a site; the rest can be run as it stands. */
export const CAMPAIGN_EXAMPLE = `# What is tested, and in which clean domains. Each environment gets a domain of its own, which is
# deleted when the command has ended, whatever came of it.
schema: gridcampaign/v1
name: my-tests
description: The tests of my program, on two systems.
environments:
  # Made of an image of the library: its newest built version, or the one that is named.
  # - { name: bookworm, image: debian-worker, memoryMiB: 512, vcpus: 1 }
  # Or like a domain that is there: with its kernel and initramfs.
  - { name: like-wn-01, like: wn-01, memoryMiB: 160 }
# With every run comes a tar archive, e.g. a checkout; it is unpacked in the folder in which the command runs.
archive: false
# Words, without a shell unless they name one.
command:
  - sh
  - -c
  - |
    printf '<testsuite name="smoke"><testcase name="proc" time="0.1"/></testsuite>' > report.xml
    cat /proc/version
variables: { LANG: C }
timeoutSeconds: 120
# Files that the command writes, relative to its folder or absolute.
junit: [report.xml]
artefacts: []
`;
