package io.meridian.tsdb.ingest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.LimitExceededException;
import org.junit.jupiter.api.Tag;

@Tag("long")
class RemoteWrite2FuzzTest {
  private final RemoteWrite2Decoder decoder = new RemoteWrite2Decoder();
  private final WriteBatch batch = new WriteBatch();

  @FuzzTest
  void decodesOrRefuses(byte[] body) {
    try {
      decoder.decode(body, 0, body.length, 1 << 16, batch);
      if (batch.bytesEnd() > 1 << 16 || batch.samples().size() > body.length) {
        throw new AssertionError("more came out than may");
      }
    } catch (InvalidRequestException | LimitExceededException e) {
      // refused
    }
  }
}
