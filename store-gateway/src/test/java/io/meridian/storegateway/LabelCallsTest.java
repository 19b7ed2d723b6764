package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meridian.api.hints.Block;
import io.meridian.api.hints.LabelNamesRequestHints;
import io.meridian.api.hints.LabelNamesResponseHints;
import io.meridian.api.hints.LabelValuesRequestHints;
import io.meridian.api.hints.LabelValuesResponseHints;
import io.meridian.api.hints.SeriesRequestHints;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelNamesResponse;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.LabelValuesResponse;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.testkit.Golden;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Names and values of labels: what is remembered of them, and which blocks they come from. */
class LabelCallsTest {
  /** Raw samples of one cluster and replica, two days from 5 January on. */
  private static final String BLOCK = "01M7YHNWYXP7QP06DYCYKFHGA9";

  private static final LabelMatcher ONE_BLOCK =
      LabelMatcher.newBuilder().setName("__block_id").setValue(BLOCK).build();

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  private RunningGateway gateway() throws IOException, InterruptedException {
    Bucket golden = FilesystemBucket.open(Golden.assumePresent("golden/thanos/after"));
    return new RunningGateway(golden, folder, CallLimits.NONE);
  }

  private static LabelValuesRequest values(String label, long start, long end) {
    return LabelValuesRequest.newBuilder().setLabel(label).setStart(start).setEnd(end).build();
  }

  @Test
  void readsNoBlockTwiceForTheSameAnswer() throws IOException, InterruptedException {
    try (RunningGateway gateway = gateway()) {
      LabelValuesRequest all = values("__name__", 0, Long.MAX_VALUE);
      LabelValuesResponse first = gateway.store().labelValues(all);
      long blocks = gateway.labelAnswers().misses();

      LabelValuesResponse again = gateway.store().labelValues(all);
      LabelValuesResponse wider =
          gateway.store().labelValues(values("__name__", 1, Long.MAX_VALUE - 1));

      assertThat(first.getValuesList()).isNotEmpty();
      assertThat(blocks).isPositive();
      assertThat(again).isEqualTo(first);
      assertThat(wider).isEqualTo(first);
      assertThat(gateway.labelAnswers().hits()).isEqualTo(2 * blocks);
      assertThat(gateway.labelAnswers().misses()).isEqualTo(blocks);
    }
  }

  @Test
  void answersOutOfMemoryAsOutOfBlocks() throws IOException, InterruptedException {
    RandomGenerator random = seed.random();
    List<LabelValuesRequest> requests = new ArrayList<>();
    List<LabelValuesResponse> answers = new ArrayList<>();
    try (RunningGateway gateway = gateway()) {
      LabelNamesRequest everything = LabelNamesRequest.newBuilder().setEnd(Long.MAX_VALUE).build();
      List<String> names = gateway.store().labelNames(everything).getNamesList();
      for (int each = 0; each < 150; each++) {
        requests.add(request(names, random));
      }
      for (LabelValuesRequest request : requests) {
        answers.add(gateway.store().labelValues(request));
      }
      long hits = gateway.labelAnswers().hits();
      for (int each = 0; each < requests.size(); each++) {
        assertThat(gateway.store().labelValues(requests.get(each)))
            .as("%s", requests.get(each))
            .isEqualTo(answers.get(each));
      }
      assertThat(gateway.labelAnswers().hits()).isGreaterThan(hits);
    }
    for (int each = 0; each < requests.size(); each += 15) {
      try (RunningGateway fresh = gateway()) {
        assertThat(fresh.store().labelValues(requests.get(each)))
            .as("%s", requests.get(each))
            .isEqualTo(answers.get(each));
      }
    }
  }

  private static LabelValuesRequest request(List<String> names, RandomGenerator random) {
    long start = 1_767_225_600_000L + random.nextLong(16 * 86_400_000L);
    LabelValuesRequest.Builder request =
        values(
            names.get(random.nextInt(names.size())),
            random.nextInt(3) == 0 ? 0 : start,
            start + random.nextLong(1, 8 * 86_400_000L))
            .toBuilder();
    if (random.nextBoolean()) {
      request.setLimit(random.nextInt(4));
    }
    if (random.nextBoolean()) {
      request.addMatchers(
          LabelMatcher.newBuilder()
              .setType(LabelMatcher.Type.forNumber(random.nextInt(4)))
              .setName(names.get(random.nextInt(names.size())))
              .setValue(random.nextBoolean() ? "" : "a"));
    }
    return request.build();
  }

  @Test
  void namesTheBlocksThatWereAsked() throws IOException, InterruptedException {
    Any hints = Any.pack(LabelValuesRequestHints.newBuilder().addBlockMatchers(ONE_BLOCK).build());
    try (RunningGateway gateway = gateway()) {
      LabelValuesRequest all = values("__name__", 0, Long.MAX_VALUE);
      for (int time = 0; time < 2; time++) {
        LabelValuesResponse one =
            gateway.store().labelValues(all.toBuilder().setHints(hints).build());
        assertThat(blocks(one)).containsExactly(BLOCK);
        assertThat(one.getValuesList()).isNotEmpty();
      }
      LabelValuesResponse whole =
          gateway
              .store()
              .labelValues(
                  all.toBuilder()
                      .setHints(Any.pack(LabelValuesRequestHints.getDefaultInstance()))
                      .build());
      assertThat(blocks(whole)).contains(BLOCK).hasSizeGreaterThan(1);
      assertThat(gateway.store().labelValues(all).hasHints()).isFalse();
    }
  }

  private static List<String> blocks(LabelValuesResponse answer)
      throws InvalidProtocolBufferException {
    return answer.getHints().unpack(LabelValuesResponseHints.class).getQueriedBlocksList().stream()
        .map(Block::getId)
        .toList();
  }

  @Test
  void namesTheBlocksThatNamesComeFrom() throws IOException, InterruptedException {
    LabelNamesRequest request =
        LabelNamesRequest.newBuilder()
            .setEnd(Long.MAX_VALUE)
            .setHints(
                Any.pack(LabelNamesRequestHints.newBuilder().addBlockMatchers(ONE_BLOCK).build()))
            .build();
    try (RunningGateway gateway = gateway()) {
      LabelNamesResponse answer = gateway.store().labelNames(request);

      assertThat(answer.getNamesList()).contains("__name__");
      assertThat(
              answer
                  .getHints()
                  .unpack(LabelNamesResponseHints.class)
                  .getQueriedBlocksList()
                  .stream()
                  .map(Block::getId))
          .containsExactly(BLOCK);
    }
  }

  @Test
  void refusesHintsOfAnotherCall() throws IOException, InterruptedException {
    LabelNamesRequest request =
        LabelNamesRequest.newBuilder()
            .setHints(Any.pack(SeriesRequestHints.getDefaultInstance()))
            .build();
    try (RunningGateway gateway = gateway()) {
      StatusRuntimeException refused =
          catchThrowableOfType(
              StatusRuntimeException.class, () -> gateway.store().labelNames(request));

      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(refused.getMessage()).contains("LabelNamesRequestHints");
    }
  }
}
