import { describe, expect, test } from 'vitest';
import { rewriteAnswer } from './rewrite-answer';

const OWN = 'xmlns:XMLSchema-instance="http://www.w3.org/2001/XMLSchema-instance" XMLSchema-instance:type';

describe('rewriteAnswer', () => {
  test('says types under the usual prefix', () => {
    expect(rewriteAnswer(`<val ${OWN}="VirtualMachinePowerState">poweredOn</val>`)).toBe(
      '<val xsi:type="VirtualMachinePowerState">poweredOn</val>',
    );
  });

  test('says the type of each member of a list', () => {
    expect(
      rewriteAnswer(
        `<val ${OWN}="ArrayOfManagedObjectReference"><ManagedObjectReference type="VirtualMachine">vm-9</ManagedObjectReference><ManagedObjectReference type="VirtualMachine">vm-12</ManagedObjectReference></val>`,
      ),
    ).toBe(
      '<val xsi:type="ArrayOfManagedObjectReference"><ManagedObjectReference type="VirtualMachine" xsi:type="ManagedObjectReference">vm-9</ManagedObjectReference><ManagedObjectReference type="VirtualMachine" xsi:type="ManagedObjectReference">vm-12</ManagedObjectReference></val>',
    );
  });

  test('leaves alone what is inside a member, and what follows the list', () => {
    expect(
      rewriteAnswer(
        `<val ${OWN}="ArrayOfHostCpuPackage"><HostCpuPackage><index>0</index><HostCpuPackage/></HostCpuPackage></val><HostCpuPackage/>`,
      ),
    ).toBe(
      '<val xsi:type="ArrayOfHostCpuPackage"><HostCpuPackage xsi:type="HostCpuPackage"><index>0</index><HostCpuPackage/></HostCpuPackage></val><HostCpuPackage/>',
    );
  });

  test('keeps the narrower type that a member says of itself', () => {
    expect(
      rewriteAnswer(
        `<val ${OWN}="ArrayOfVirtualDevice"><VirtualDevice ${OWN}="VirtualDisk"><key>1</key></VirtualDevice></val>`,
      ),
    ).toBe(
      '<val xsi:type="ArrayOfVirtualDevice"><VirtualDevice xsi:type="VirtualDisk"><key>1</key></VirtualDevice></val>',
    );
  });

  test('writes simple values as XML Schema names them, and members without content', () => {
    expect(rewriteAnswer(`<val ${OWN}="ArrayOfString"><string>a &lt; b</string><string/></val>`)).toBe(
      '<val xsi:type="ArrayOfString"><string xsi:type="xsd:string">a &lt; b</string><string xsi:type="xsd:string"/></val>',
    );
  });

  test('changes nothing else: the head, the envelope, entities', () => {
    const answer =
      '<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><faultstring>no &quot;X&quot; &amp; Y</faultstring></soapenv:Body></soapenv:Envelope>';
    expect(rewriteAnswer(answer)).toBe(answer);
  });
});
