import { TransportError } from '../engine/transport.ts';

interface FakeDevice {
  userId: string;
  /** The number of the last command of it that was decided. */
  lastSeq: number;
  isRevoked: boolean;
}

/** A company's devices as the server knows them. One that nobody has heard of counts from 1. */
export class FakeDevices {
  #devices = new Map<string, FakeDevice>();

  /** @throws TransportError if it is not this person's, or has been revoked */
  lastSeqOf(deviceId: string, userId: string): number {
    const device = this.#devices.get(deviceId);
    if (device === undefined) return 0;
    if (device.userId !== userId) throw new TransportError('otherSession', 'The device is somebody else’s.');
    if (device.isRevoked) throw new TransportError('revoked', 'The device’s access was revoked.');
    return device.lastSeq;
  }

  advance(deviceId: string, userId: string, lastSeq: number): void {
    this.#devices.set(deviceId, { userId, lastSeq, isRevoked: false });
  }

  revoke(deviceId: string): void {
    const device = this.#devices.get(deviceId);
    if (device !== undefined) device.isRevoked = true;
  }

  backup(): unknown {
    return structuredClone(this.#devices);
  }

  restore(backup: unknown): void {
    this.#devices = structuredClone(backup as Map<string, FakeDevice>);
  }
}
