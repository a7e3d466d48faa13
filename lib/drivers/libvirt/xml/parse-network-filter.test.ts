import { expect, test } from 'vitest';
import { parseNetworkFilter } from './parse-network-filter';
import { XmlFailure } from './parse-xml';

test('a filter is read as its rules in words, and the filters that it takes over', () => {
  const xml = `<filter name='clean-traffic' chain='root'>
    <uuid>6ef53069-ba34-94a0-d33d-17751b9b8cb1</uuid>
    <filterref filter='no-mac-spoofing'/>
    <rule action='drop' direction='out' priority='500'><ip match='no' srcipaddr='$IP'/></rule>
    <rule action='accept' direction='inout' priority='-500'><mac protocolid='arp'/></rule>
    <rule action='drop' direction='inout' priority='1000'/>
  </filter>`;
  expect(parseNetworkFilter(xml)).toEqual({
    name: 'clean-traffic',
    rules: [
      'as no-mac-spoofing',
      'drop out 500: ip match no srcipaddr $IP',
      'accept inout -500: mac protocolid arp',
      'drop inout 1000: everything',
    ],
  });
  expect(parseNetworkFilter("<filter name='empty'/>")).toEqual({ name: 'empty', rules: [] });
  expect(() => parseNetworkFilter('<network/>')).toThrow(XmlFailure);
});
