package io.meridian.service.grpc;

import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;

/** How messages are compressed. Every server and channel reads all of them. */
public enum Compression {
  NONE(Codec.Identity.NONE),
  /** The framing format of Snappy, which Thanos' receivers use among themselves. */
  SNAPPY(new FramedSnappy()),
  GZIP(new Codec.Gzip());

  private static final CompressorRegistry COMPRESSORS = CompressorRegistry.newEmptyInstance();
  private static final DecompressorRegistry DECOMPRESSORS;

  static {
    DecompressorRegistry decompressors = DecompressorRegistry.emptyInstance();
    for (Compression compression : values()) {
      COMPRESSORS.register(compression.codec);
      decompressors = decompressors.with(compression.codec, compression != NONE);
    }
    DECOMPRESSORS = decompressors;
  }

  @SuppressWarnings("ImmutableEnumChecker") // codecs have no state
  private final Codec codec;

  Compression(Codec codec) {
    this.codec = codec;
  }

  /**
   * The compression of a name as {@code --grpc-compression} flags have it.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static Compression of(String name) {
    for (Compression compression : values()) {
      if (compression.name().toLowerCase(Locale.ROOT).equals(name)) {
        return compression;
      }
    }
    throw new IllegalArgumentException(
        "the compression " + name + " is not known; use none, snappy or gzip");
  }

  /** Its name in {@code grpc-encoding}. */
  String encoding() {
    return codec.getMessageEncoding();
  }

  static CompressorRegistry compressors() {
    return COMPRESSORS;
  }

  static DecompressorRegistry decompressors() {
    return DECOMPRESSORS;
  }

  private static final class FramedSnappy implements Codec {
    @Override
    public String getMessageEncoding() {
      return "snappy";
    }

    @Override
    public InputStream decompress(InputStream compressed) {
      return new SnappyFrameInput(compressed);
    }

    @Override
    public OutputStream compress(OutputStream compressed) {
      return new SnappyFrameOutput(compressed);
    }
  }
}
