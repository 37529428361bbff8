package io.tandem.api.auth;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id, version 0x13 (RFC 9106), by Bouncy Castle. An instance keeps the blocks that it works
 * in, and uses them again for the next hash: as garbage they would let the heap grow by gigabytes.
 * Not for several threads.
 */
final class Argon2id {
  private final Argon2BytesGenerator generator = new Argon2BytesGenerator();
  private final Argon2BytesGenerator.BlockPool blocks;

  /**
   * What a hash costs.
   *
   * @param memory in KiB, at least eight for each lane
   * @param passes over the memory, at least one
   * @param lanes at least one
   */
  record Cost(int memory, int passes, int lanes) {}

  /**
   * @param usual the cost whose memory is kept; a hash that needs more makes the rest anew
   */
  Argon2id(Cost usual) {
    int kept = Argon2BytesGenerator.getBlockCount(usual.memory(), usual.lanes());
    blocks = new Argon2BytesGenerator.FixedBlockPool(kept);
  }

  /**
   * Hashes a password.
   *
   * @param length of the tag, at least 4 octets
   */
  byte[] hash(byte[] password, byte[] salt, Cost cost, int length) {
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memory())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .withBlockPool(blocks)
            .build());
    var tag = new byte[length];
    generator.generateBytes(password, tag);
    return tag;
  }
}
