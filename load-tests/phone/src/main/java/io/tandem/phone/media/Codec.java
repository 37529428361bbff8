package io.tandem.phone.media;

import java.util.Locale;

/** The codecs of the phone: both laws of G.711, with their static payload types (RFC 3551 §6). */
public enum Codec {
  PCMU(0) {
    @Override
    public byte encode(short sample) {
      return G711.toMuLaw(sample);
    }

    @Override
    public short decode(byte octet) {
      return G711.fromMuLaw(octet);
    }
  },
  PCMA(8) {
    @Override
    public byte encode(short sample) {
      return G711.toALaw(sample);
    }

    @Override
    public short decode(byte octet) {
      return G711.fromALaw(octet);
    }
  };

  private final int payloadType;

  Codec(int payloadType) {
    this.payloadType = payloadType;
  }

  /** The static RTP payload type. */
  public int payloadType() {
    return payloadType;
  }

  /** Encodes one 16 bit sample. */
  public abstract byte encode(short sample);

  /** Decodes one octet to 16 bit linear. */
  public abstract short decode(byte octet);

  /** The codec of a payload type, or null if it is none of ours. */
  public static Codec ofPayloadType(int payloadType) {
    for (Codec codec : values()) {
      if (codec.payloadType == payloadType) {
        return codec;
      }
    }
    return null;
  }

  /** The codec of this name, in any case. */
  public static Codec named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
