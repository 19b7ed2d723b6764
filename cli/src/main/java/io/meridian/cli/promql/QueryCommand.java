package io.meridian.cli.promql;

import io.meridian.cli.block.BlockArguments;
import io.meridian.cli.block.OpenBlocks;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.model.InvalidRequestException;
import io.meridian.promql.Analysis;
import io.meridian.promql.Engine;
import io.meridian.promql.exec.Annotation;
import io.meridian.service.api.Remarks;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.store.JoinedSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code meridian tools promql query}. */
@Command(
    name = "query",
    description = "Answer queries over blocks, in the JSON of Prometheus' API.",
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "<query>",
      arity = "0..1",
      description = "A query; - for one on standard input.")
  private @Nullable String query;

  @Option(
      names = "--blocks",
      required = true,
      paramLabel = "<folder>",
      description = "A block's folder, or a folder of blocks; repeatable.")
  @SuppressWarnings("NullAway.Init") // picocli's
  private List<Path> folders;

  @Option(
      names = "--queries",
      paramLabel = "<file>",
      description =
          "Instead of a query: a file with a JSON object a line, with query, type (instant with"
              + " time; range with start, end, step), and, for --check, status and response;"
              + " plain or .gz. Answers come as such lines.")
  private @Nullable Path file;

  @Option(
      names = "--check",
      description = "Compare answers with those in the file, and count; print what differs.")
  private boolean isCheck;

  @Option(
      names = "--analyze",
      description =
          "Print what the query was evaluated by instead of its answer: a line a step with the"
              + " series and samples it gave and the time it took, then the answer's remarks.")
  private boolean isAnalyze;

  @Option(names = "--timeout", paramLabel = "<seconds>", description = "How long a query may run.")
  private long timeout = Duration.ofDays(1).toSeconds();

  @Option(
      names = "--max-memory",
      paramLabel = "<MiB>",
      description = "How much memory a query may hold.")
  private long maxMemory = Long.MAX_VALUE >> 20;

  @Mixin private final TimeOptions times = new TimeOptions();

  @Mixin private final LanguageOptions language = new LanguageOptions();

  QueryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if ((query == null) == (file == null)) {
      throw new InvalidRequestException("name either a query, or a file of them by --queries");
    }
    if (isCheck && file == null) {
      throw new InvalidRequestException("--check needs --queries");
    }
    if (isAnalyze && file != null) {
      throw new InvalidRequestException("--analyze takes one query, not --queries");
    }
    Engine engine = language.engine();
    try (OpenBlocks blocks =
            OpenBlocks.of(folders.stream().flatMap(f -> BlockArguments.at(f).stream()).toList());
        ByteText out = console.text()) {
      QueryAnswers answers =
          new QueryAnswers(
              engine,
              new JoinedSource(blocks.readers()),
              Duration.ofSeconds(timeout),
              maxMemory << 20);
      if (file == null) {
        return isAnalyze ? analysis(answers, out) : one(answers, out);
      }
      List<AskedQuery> queries = QueryFile.read(file);
      return isCheck ? check(queries, answers, out) : all(queries, answers, out);
    }
  }

  private int one(QueryAnswers answers, ByteText out) {
    String text = QueryArgument.read(query + "");
    ApiAnswer answer = answers.answer(text, times.times(System.currentTimeMillis()));
    answer.put(out);
    out.put('\n');
    return (answer.status() == 200 ? ExitCode.OK : ExitCode.FAILED).number();
  }

  private int analysis(QueryAnswers answers, ByteText out) {
    String text = QueryArgument.read(query + "");
    Analysis analysis = answers.analysis(text, times.times(System.currentTimeMillis()));
    out.put(analysis.explanation().text());
    for (Annotation.Level level : Annotation.Level.values()) {
      Remarks.texts(text, analysis.result(), level).forEach(remark -> out.put(remark).put('\n'));
    }
    return ExitCode.OK.number();
  }

  private static int all(List<AskedQuery> queries, QueryAnswers answers, ByteText out) {
    for (AskedQuery asked : queries) {
      ApiAnswer answer = answers.answer(asked);
      out.put('{');
      for (String field : asked.json().propertyNames()) {
        JsonNode value = asked.json().path(field);
        if (!field.equals("status") && !field.equals("response")) {
          out.put('"').put(field).put("\":").put(value.toString()).put(',');
        }
      }
      out.put("\"status\":").put((long) answer.status()).put(",\"response\":");
      answer.put(out);
      out.put("}\n");
    }
    return ExitCode.OK.number();
  }

  private static int check(List<AskedQuery> queries, QueryAnswers answers, ByteText out) {
    AnswerCheck check = new AnswerCheck(answers.engine());
    long different = 0;
    for (int i = 0; i < queries.size(); i++) {
      AskedQuery asked = queries.get(i);
      Optional<String> difference = check.difference(asked, answers.answer(asked));
      if (difference.isPresent()) {
        different++;
        out.put("query ").put((long) i + 1).put(": ").put(asked.query()).put("\n  ");
        out.put(difference.get()).put('\n');
      }
    }
    out.put(queries.size() - different).put(" equal, ").put(different).put(" different\n");
    return (different == 0 ? ExitCode.OK : ExitCode.FAILED).number();
  }
}
