package io.meridian.cli.openmetrics;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are OpenMetrics or refused. {@link OpenMetricsDamageTest} has mutations of its own for
 * a plain build, which does without the fuzzer's agent.
 */
@Tag("long")
final class OpenMetricsFuzzTest {
  @FuzzTest
  void reads(byte[] file) throws IOException {
    OpenMetricsDamageTest.read(file);
  }
}
