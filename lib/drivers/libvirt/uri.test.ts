import { describe, expect, it } from 'vitest';
import { checkLibvirtUri } from '@/lib/drivers/libvirt/uri';

describe('checkLibvirtUri', () => {
  it.each([
    'test:///default',
    'qemu:///system',
    'qemu+unix:///session?socket=/run/user/1000/libvirt/libvirt-sock',
    'qemu+ssh://root@dempsey-01.example.org/system',
    'qemu+tcp://127.0.0.1:18001/system',
    'xen+tls://montecito.example.org/',
    'esx://host.example.org/?no_verify=1&auto_answer=1',
    'qemu+ssh://[2001:db8::1]/system?no_tty=1',
  ])('allows %s', (uri) => {
    expect(checkLibvirtUri(uri)).toMatchObject({ ok: true });
  });

  it.each([
    ['', 'scheme'],
    ['qemu', 'scheme'],
    ['http://example.org', 'not allowed'],
    ['qemu+ext:///system?command=/bin/sh', 'not allowed'],
    ['QEMU:///system', 'not allowed'],
    ['qemu+ssh://h/system?command=/bin/sh', 'command='],
    ['qemu+ssh://h/system?COMMAND=/bin/sh', 'not one Gridbox knows'],
    ['qemu+ssh://h/system?netcat=/bin/sh', 'netcat='],
    ['qemu+ssh://h/system?proxy=native', 'proxy='],
    ['qemu+ssh://h/system?keyfile=/etc/shadow', 'keyfile='],
    ['qemu+ssh://h/system?no_tty=1;command=/bin/sh', ';'],
    ['qemu+ssh://h/system?no_tty=1%26command=x&command=y', 'command='],
    ['qemu+ssh://-oProxyCommand=x/system', 'dash'],
    ['qemu+ssh://%2doProxyCommand@h/system', 'dash'],
    ['qemu+ssh://user:secret@h/system', 'password'],
    ['qemu+unix:///session?socket=relative', 'absolute'],
    ['qemu:///system\n', 'control character'],
    ['qemu+tcp://h/?name=qemu%2bext:///system', 'name='],
    [`qemu://${'h'.repeat(3_000)}/`, 'longer'],
  ])('refuses %j', (uri, part) => {
    const verdict = checkLibvirtUri(uri);
    expect(verdict).toMatchObject({ ok: false });
    expect('reason' in verdict ? verdict.reason : '').toContain(part);
  });
});
