package io.meridian.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.layer.BucketLayer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Whole objects of stores whose versions are, or look like, the MD5 of their content. */
final class WholeObjectTest {
  private static final byte[] CONTENT = "{\"minTime\": 1000}".getBytes(StandardCharsets.UTF_8);
  private static final String OTHER = "0123456789abcdef0123456789abcdef";

  /** Turns a bit of an object over for its first readers. */
  private static final class Turning extends BucketLayer {
    private final String version;
    private int damaged;
    private int reads;

    Turning(String version, int damaged) {
      super(filled());
      this.version = version;
      this.damaged = damaged;
    }

    private static Bucket filled() {
      MemoryBucket bucket = new MemoryBucket("memory", InstantSource.system());
      bucket.put("meta.json", CONTENT);
      return bucket;
    }

    @Override
    public ObjectStream get(String object) {
      ObjectInfo info = head(object);
      byte[] bytes = CONTENT.clone();
      reads++;
      if (damaged > 0) {
        damaged--;
        bytes[12 + reads % 4] ^= 1;
      }
      return new ObjectStream(
          name(),
          new ObjectInfo(object, info.size(), info.modified(), version),
          new ByteArrayInputStream(bytes));
    }
  }

  @Test
  void isReadOnceIfItsVersionIsItsMd5OrNone() {
    for (String version : new String[] {'"' + md5() + '"', "\"3\"", "", '"' + md5() + "-2\""}) {
      Turning bucket = new Turning(version, 0);

      assertThat(bucket.getAll("meta.json", 99)).isEqualTo(CONTENT);
      assertThat(bucket.reads).isEqualTo(1);
    }
  }

  @Test
  void isReadAgainWhereABitWasTurnedOver() {
    Turning bucket = new Turning('"' + md5() + '"', 3);

    assertThat(bucket.getAll("meta.json", 99)).isEqualTo(CONTENT);
    assertThat(bucket.reads).isEqualTo(4);
  }

  @Test
  void isBelievedIfTwoReadsAreTheSameWhateverItsVersionIs() {
    Turning bucket = new Turning('"' + OTHER + '"', 0);

    assertThat(bucket.getAll("meta.json", 99)).isEqualTo(CONTENT);
    assertThat(bucket.reads).isEqualTo(2);
  }

  @Test
  void isRefusedIfEachReadGivesOtherBytes() {
    assertThatThrownBy(() -> new Turning(OTHER, 100).getAll("meta.json", 99))
        .isInstanceOf(CorruptObjectException.class)
        .hasMessageContaining("each of 6 reads gave other bytes");
  }

  private static String md5() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(CONTENT));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
