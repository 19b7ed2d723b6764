package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meridian.api.hints.QueryStats;
import io.meridian.api.hints.SeriesRequestHints;
import io.meridian.api.hints.SeriesResponseHints;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.storeapi.serve.CallLimits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an answer is like when a part of the bucket cannot be read. */
class FailingBlocksTest {
  /** Raw samples of one cluster and replica, two days from 5 January on. */
  private static final String BLOCK = "01M7YHNWYXP7QP06DYCYKFHGA9";

  @TempDir private Path folder;
  private Path objects;

  @BeforeEach
  void copyOfTheGoldenBucket() throws IOException {
    objects = GoldenBucket.copiedTo(folder.resolve("objects"));
  }

  private RunningGateway gateway(CallLimits limits) throws IOException, InterruptedException {
    return new RunningGateway(FilesystemBucket.open(objects), folder.resolve("data"), limits);
  }

  private static Status status(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
  }

  @Test
  void goesOnWithoutABlockThatIsGoneSinceItWasListed() throws IOException, InterruptedException {
    try (RunningGateway gateway = gateway(CallLimits.NONE)) {
      GivenAnswer whole = gateway.everything();
      assertThat(whole.warnings()).isEmpty();
    }
    try (RunningGateway gateway = gateway(CallLimits.NONE)) {
      delete(objects.resolve(BLOCK));

      GivenAnswer answer = gateway.everything();

      assertThat(answer.warnings()).singleElement().asString().contains(BLOCK);
      assertThat(answer.series()).isNotEmpty();
      assertThat(gateway.page()).contains("\"state\":\"missing\"");
    }
  }

  @Test
  void goesOnWithoutABlockWhoseIndexIsDamaged() throws IOException, InterruptedException {
    flip(objects.resolve(BLOCK).resolve("index"), 200);
    try (RunningGateway gateway = gateway(CallLimits.NONE)) {
      GivenAnswer answer = gateway.everything();
      GivenAnswer again = gateway.everything();

      assertThat(answer.warnings()).singleElement().asString().contains(BLOCK, "index");
      assertThat(again.warnings()).singleElement().asString().contains(BLOCK, "left alone until");
      assertThat(answer.series()).isNotEmpty();
      assertThat(gateway.page()).contains("\"state\":\"damaged\"");
      SeriesRequest abort =
          RunningGateway.EVERYTHING.toBuilder()
              .setPartialResponseStrategy(PartialResponseStrategy.ABORT)
              .build();
      assertThat(status(() -> GivenAnswer.of(gateway.store().series(abort))).getCode())
          .isEqualTo(Status.Code.ABORTED);
    }
  }

  @Test
  void leavesOutNothingButTheDamagedChunk() throws IOException, InterruptedException {
    GivenAnswer whole;
    try (RunningGateway gateway = gateway(CallLimits.NONE)) {
      whole = gateway.everything();
    }
    flip(objects.resolve(BLOCK).resolve("chunks/000001"), 40);
    try (RunningGateway gateway = gateway(CallLimits.NONE)) {
      GivenAnswer answer = gateway.everything();

      assertThat(answer.warnings()).singleElement().asString().contains(BLOCK, "chunks/000001");
      assertThat(answer.series().keySet()).isEqualTo(whole.series().keySet());
      assertThat(chunks(answer)).isEqualTo(chunks(whole) - 1);
    }
  }

  private static long chunks(GivenAnswer answer) {
    return answer.series().values().stream().mapToLong(java.util.Set::size).sum();
  }

  @Test
  void answersAgainWhenTheBucketIsBack() throws IOException, InterruptedException {
    FaultyBucket bucket = new FaultyBucket(FilesystemBucket.open(objects), Faults.none(1), _ -> {});
    try (RunningGateway gateway =
        new RunningGateway(bucket, folder.resolve("data"), CallLimits.NONE)) {
      GivenAnswer whole = gateway.everything();
      bucket.change(Faults.none(1).withShares(1, 0, 0));

      GivenAnswer kept = gateway.everything();

      bucket.change(Faults.none(1));
      GivenAnswer after = gateway.everything();
      assertThat(kept.series()).as("what is in memory").isEqualTo(whole.series());
      assertThat(after.series()).isEqualTo(whole.series());
      assertThat(after.warnings()).isEmpty();
    }
  }

  @Test
  void startsNotReadyWhileTheBucketIsAway() throws IOException, InterruptedException {
    FaultyBucket bucket =
        new FaultyBucket(
            FilesystemBucket.open(objects), Faults.none(1).withShares(1, 0, 0), _ -> {});
    try (RunningGateway gateway =
        new RunningGateway(bucket, folder.resolve("data"), CallLimits.NONE)) {
      assertThat(gateway.obstacles()).containsKey("blocks");
      assertThat(status(gateway::everything).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      bucket.change(Faults.none(1));

      gateway.look();

      assertThat(gateway.obstacles()).isEmpty();
      assertThat(gateway.everything().series()).isNotEmpty();
    }
  }

  @Test
  void answersWithoutRoomForHeaders() throws IOException, InterruptedException {
    GivenAnswer whole;
    try (RunningGateway gateway = gateway(CallLimits.NONE)) {
      whole = gateway.everything();
    }
    try (RunningGateway gateway = gateway(CallLimits.NONE)) {
      delete(folder.resolve("data/headers"));

      GivenAnswer answer = gateway.everything();

      assertThat(answer.warnings()).isEmpty();
      assertThat(answer.series()).isEqualTo(whole.series());
    }
  }

  @Test
  void servesNewBlocksAndForgetsOldOnes() throws IOException, InterruptedException {
    Path away = folder.resolve("away");
    Files.move(objects.resolve(BLOCK), away);
    try (RunningGateway gateway = gateway(CallLimits.NONE)) {
      GivenAnswer before = gateway.everything();
      Files.move(away, objects.resolve(BLOCK));
      gateway.look();
      GivenAnswer with = gateway.everything();
      Files.move(objects.resolve(BLOCK), away);
      gateway.look();

      GivenAnswer after = gateway.everything();

      assertThat(chunks(with)).isGreaterThan(chunks(before));
      assertThat(after).isEqualTo(before);
      assertThat(before.warnings()).isEmpty();
      assertThat(gateway.page()).doesNotContain(BLOCK);
    }
  }

  @Test
  void endsACallAtItsLimits() throws IOException, InterruptedException {
    try (RunningGateway gateway = gateway(new CallLimits(10, 0, 0))) {
      assertThat(status(gateway::everything).toString())
          .contains("RESOURCE_EXHAUSTED", "series limit exceeded: 11 of 10");
    }
    try (RunningGateway gateway = gateway(new CallLimits(0, 1200, 0))) {
      assertThat(status(gateway::everything).toString())
          .contains("RESOURCE_EXHAUSTED", "samples limit exceeded");
    }
    try (RunningGateway gateway = gateway(new CallLimits(0, 0, 10_000))) {
      assertThat(status(gateway::everything).toString())
          .contains("RESOURCE_EXHAUSTED", "bytes limit exceeded");
    }
  }

  @Test
  void readsOnlyTheBlocksThatHintsName() throws IOException, InterruptedException {
    SeriesRequestHints.Builder hints =
        SeriesRequestHints.newBuilder()
            .addBlockMatchers(LabelMatcher.newBuilder().setName("__block_id").setValue(BLOCK));
    try (RunningGateway gateway = gateway(CallLimits.NONE)) {
      GivenAnswer answer = GivenAnswer.of(gateway.store().series(withHints(hints)));

      assertThat(answer.blocks()).containsExactly(BLOCK);
      assertThat(answer.series()).hasSize(10);
    }
  }

  @Test
  void tellsWhatAnAnswerTookWhereThatIsAsked() throws IOException, InterruptedException {
    SeriesRequestHints.Builder hints =
        SeriesRequestHints.newBuilder()
            .addBlockMatchers(LabelMatcher.newBuilder().setName("__block_id").setValue(BLOCK));
    try (RunningGateway gateway = gateway(CallLimits.NONE)) {
      GivenAnswer answer = GivenAnswer.of(gateway.store().series(withHints(hints)));

      QueryStats stats =
          responseHints(gateway, withHints(hints.setEnableQueryStats(true))).getQueryStats();
      assertThat(stats.getBlocksQueried()).isEqualTo(1);
      assertThat(stats.getMergedSeriesCount()).isEqualTo(answer.series().size());
      assertThat(stats.getMergedChunksCount()).isEqualTo(chunks(answer));
      assertThat(stats.getSeriesTouched()).isEqualTo(answer.series().size());
      assertThat(stats.getChunksTouched()).isEqualTo(chunks(answer));
      assertThat(stats.getDataDownloadedSizeSum()).isPositive();
      assertThat(responseHints(gateway, withHints(hints.setEnableQueryStats(false))))
          .returns(false, SeriesResponseHints::hasQueryStats)
          .returns(1, SeriesResponseHints::getQueriedBlocksCount);
    }
  }

  private static SeriesRequest withHints(SeriesRequestHints.Builder hints) {
    return RunningGateway.EVERYTHING.toBuilder().setHints(Any.pack(hints.build())).build();
  }

  private static SeriesResponseHints responseHints(RunningGateway gateway, SeriesRequest request)
      throws InvalidProtocolBufferException {
    List<SeriesResponse> responses = new ArrayList<>();
    gateway.store().series(request).forEachRemaining(responses::add);
    return responses.getLast().getHints().unpack(SeriesResponseHints.class);
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ 0x10);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
