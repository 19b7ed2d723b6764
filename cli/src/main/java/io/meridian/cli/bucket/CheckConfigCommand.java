package io.meridian.cli.bucket;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.BucketRejectedException;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListRequest;
import io.meridian.bucket.PreconditionFailedException;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.Table;
import io.meridian.cli.store.StoreOption;
import io.meridian.service.text.ByteText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code meridian tools bucket check-config}. */
@Command(
    name = "check-config",
    description = {
      "Try what Meridian asks of a store, with an object of its own that is deleted again: list,"
          + " put, read a range, conditional put, delete.",
      "The exit code is 1 where the store cannot do something."
    },
    mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
  private static final byte[] FIRST = "0123456789".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SECOND = "another".getBytes(StandardCharsets.US_ASCII);

  private final Console console;

  @Mixin private StoreOption store = new StoreOption();

  CheckConfigCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Table table = new Table().text("OPERATION").text("RESULT").text("NEEDED FOR");
    boolean works = true;
    try (Bucket bucket = store.open(console);
        ByteText out = console.text()) {
      String object = "meridian-check-" + UUID.randomUUID();
      works = attempt(table, "list", "everything", () -> list(bucket));
      works &= attempt(table, "put", "receiver, ruler, compactor", () -> put(bucket, object));
      works &= attempt(table, "get range", "store gateway", () -> range(bucket, object));
      works &= attempt(table, "put if absent", "leases, marks", () -> putIfAbsent(bucket, object));
      works &= attempt(table, "put if unchanged", "leases", () -> putIfMatching(bucket, object));
      works &= attempt(table, "delete", "compactor", () -> delete(bucket, object));
      table.print(out);
      out.put("\n" + bucket.name() + (works ? " can do everything.\n" : " lacks something.\n"));
    }
    return (works ? ExitCode.OK : ExitCode.FAILED).number();
  }

  /** A trial; what it gives is what is wrong. */
  private interface Trial {
    Optional<String> run();
  }

  private static boolean attempt(Table table, String operation, String need, Trial trial) {
    Optional<String> fault;
    try {
      fault = trial.run();
    } catch (BucketException e) {
      fault = Optional.of(String.valueOf(e.getMessage()));
    }
    table.row(operation, fault.map(text -> "fails: " + text).orElse("works"), need);
    return fault.isEmpty();
  }

  private static Optional<String> list(Bucket bucket) {
    bucket.list(ListRequest.level("").limitedTo(1));
    return Optional.empty();
  }

  private static Optional<String> put(Bucket bucket, String object) {
    bucket.put(object, FIRST);
    boolean isThere = bucket.objects(object).anyMatch(each -> each.name().equals(object));
    return isThere ? Optional.empty() : Optional.of("what was put is not listed");
  }

  private static Optional<String> range(Bucket bucket, String object) {
    byte[] part = bucket.getRange(object, 3, 4);
    return Arrays.equals(part, Arrays.copyOfRange(FIRST, 3, 7))
        ? Optional.empty()
        : Optional.of("it gives other bytes than were asked for");
  }

  private static Optional<String> putIfAbsent(Bucket bucket, String object) {
    try {
      bucket.put(object, Content.of(SECOND), Condition.ABSENT);
      return Optional.of("an object that is there is replaced");
    } catch (PreconditionFailedException e) {
      return Optional.empty();
    } catch (BucketRejectedException e) {
      return Optional.of("the store has no conditional writes: " + e.getMessage());
    }
  }

  private static Optional<String> putIfMatching(Bucket bucket, String object) {
    String seen = bucket.head(object).version();
    bucket.put(object, Content.of(SECOND), new Condition.Matching(seen));
    try {
      bucket.put(object, Content.of(FIRST), new Condition.Matching(seen));
      return Optional.of("an object that has changed is replaced");
    } catch (PreconditionFailedException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> delete(Bucket bucket, String object) {
    bucket.delete(object);
    return bucket.exists(object) ? Optional.of("it is still there") : Optional.empty();
  }
}
