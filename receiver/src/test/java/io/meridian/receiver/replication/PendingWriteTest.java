package io.meridian.receiver.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a request of three copies is told to be safe, and what was made up for by then. */
@Timeout(60)
final class PendingWriteTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final SliceAnswer LOST = new SliceAnswer.Lost("the peer is away", true);

  private final List<Integer> missed = new CopyOnWriteArrayList<>();

  /** Slots that were made up for while their slices were under way, and what came of it. */
  private final List<Integer> late = new CopyOnWriteArrayList<>();

  private final List<Integer> struck = new CopyOnWriteArrayList<>();
  private final List<Integer> redeemed = new CopyOnWriteArrayList<>();

  /** Happens while a slice is made up for. */
  private Runnable meanwhile = () -> {};

  private final Split split =
      new Split(
          "t1",
          Fleet.rings(3, List.of("a:1", "b:1", "c:1")).rings().getFirst().ring(),
          -1,
          _ -> false,
          Fleet.batch(List.of(Fleet.series(1, "__name__=up"), Fleet.series(1, "__name__=down"))),
          new Split.Scratch());
  private final PendingWrite pending =
      new PendingWrite(
          split,
          2,
          new PendingWrite.Keeper() {
            @Override
            public void missed(int slot) {
              missed.add(slot);
            }

            @Override
            public Optional<Pledge> late(int slot) {
              late.add(slot);
              meanwhile.run();
              return Optional.of(
                  new Pledge() {
                    @Override
                    public void strike() {
                      struck.add(slot);
                    }

                    @Override
                    public void redeem() {
                      redeemed.add(slot);
                    }
                  });
            }
          });

  /** The slots of one endpoint that have something. */
  private int[] slots(int endpoint) {
    return IntStream.range(0, split.slots())
        .filter(slot -> split.endpoint(slot) == endpoint && split.isSent(slot))
        .toArray();
  }

  private List<Integer> slotsOfThird() {
    return IntStream.of(slots(2)).boxed().toList();
  }

  private void keepTwo() {
    pending.answered(SliceAnswer.STORED, slots(0));
    pending.answered(SliceAnswer.STORED, slots(1));
  }

  @Test
  void makesUpForCopiesUnderWayBeforeItSaysThatARequestIsSafe() throws Exception {
    keepTwo();

    assertThat(pending.await(LONG, Duration.ZERO)).isEqualTo(PendingWrite.State.SAFE);
    assertThat(late).isNotEmpty().containsExactlyInAnyOrderElementsOf(slotsOfThird());
    assertThat(struck).isEmpty();

    pending.answered(LOST, slots(2));
    assertThat(redeemed).containsExactlyInAnyOrderElementsOf(slotsOfThird());
    assertThat(missed).isEmpty();
    assertThat(struck).isEmpty();
  }

  @Test
  void strikesOutWhatArrivesLateOrIsRefusedForGood() throws Exception {
    keepTwo();
    assertThat(pending.await(LONG, Duration.ZERO)).isEqualTo(PendingWrite.State.SAFE);
    int[] open = slots(2);

    pending.answered(SliceAnswer.STORED, open[0]);
    assertThat(struck).containsExactly(open[0]);
    pending.answered(new SliceAnswer.Rejected("no"), Arrays.copyOfRange(open, 1, open.length));

    assertThat(struck).containsExactlyInAnyOrderElementsOf(slotsOfThird());
    assertThat(redeemed).isEmpty();
    assertThat(missed).isEmpty();
  }

  @Test
  void strikesOutWhatIsAnsweredWhileItIsMadeUpFor() throws Exception {
    keepTwo();
    meanwhile =
        () -> {
          meanwhile = () -> {};
          pending.answered(SliceAnswer.STORED, late.getFirst());
        };

    assertThat(pending.await(LONG, Duration.ZERO)).isEqualTo(PendingWrite.State.SAFE);

    assertThat(late).containsExactlyInAnyOrderElementsOf(slotsOfThird());
    assertThat(struck).containsExactly(late.getFirst());
  }

  @Test
  void makesUpOnceForWhatIsLostWhileItIsMadeUpFor() throws Exception {
    keepTwo();
    meanwhile =
        () -> {
          meanwhile = () -> {};
          pending.answered(LOST, late.getFirst());
        };

    assertThat(pending.await(LONG, Duration.ZERO)).isEqualTo(PendingWrite.State.SAFE);

    assertThat(missed).containsExactly(late.getFirst());
    assertThat(struck).containsExactly(late.getFirst());
    assertThat(redeemed).isEmpty();
  }

  @Test
  void waitsForCopiesThatAreUnderWay() throws Exception {
    CompletableFuture<PendingWrite.State> told =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return pending.await(LONG, LONG);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            Thread::startVirtualThread);
    keepTwo();
    pending.answered(SliceAnswer.STORED, slots(2));

    assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo(PendingWrite.State.SAFE);
    assertThat(missed).isEmpty();
  }

  @Test
  void hasMadeUpForLostCopiesWhenItSaysThatARequestIsSafe() throws Exception {
    pending.answered(LOST, slots(2));
    assertThat(missed).isEmpty();
    keepTwo();

    assertThat(pending.await(LONG, LONG)).isEqualTo(PendingWrite.State.SAFE);
    assertThat(missed).isNotEmpty().containsExactlyInAnyOrderElementsOf(slotsOfThird());
  }

  @Test
  void makesUpForNothingOfARequestThatComesAgain() throws Exception {
    pending.answered(LOST, slots(1));
    pending.answered(LOST, slots(2));

    assertThat(pending.await(LONG, LONG)).isEqualTo(PendingWrite.State.UNSAFE);
    pending.answered(SliceAnswer.STORED, slots(0));
    assertThat(missed).isEmpty();
  }
}
