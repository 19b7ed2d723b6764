package io.meridian.service.relabel;

import io.meridian.config.ConfigFile;
import io.meridian.model.Labels;
import io.meridian.model.regex.SubmatchPattern;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Rules that are applied one after the other. Safe for use by many threads. */
public final class Relabelling {
  private static final int HASH_BYTES = 8;

  private final List<Step> steps;

  /** A rule with its expression, which one thread uses at a time. */
  private record Step(RelabelRule rule, SubmatchPattern pattern) {
    Optional<String> expand(String template, String value) {
      synchronized (pattern) {
        return pattern.expand(template, value);
      }
    }

    boolean matches(String value) {
      return expand("", value).isPresent();
    }
  }

  /** Rules in their order; none keeps everything as it is. */
  public Relabelling(List<RelabelRule> rules) {
    steps = rules.stream().map(rule -> new Step(rule, SubmatchPattern.of(rule.regex()))).toList();
  }

  /**
   * Reads a list of rules.
   *
   * @throws io.meridian.config.ConfigException listing everything that is wrong
   */
  public static Relabelling read(ConfigFile file) {
    return new Relabelling(file.verbatim().bindList(RelabelRule.class).value());
  }

  /** The labels that come out; empty if they are dropped. */
  public Optional<Labels> apply(Labels labels) {
    Map<String, String> now = new TreeMap<>(labels.toMap());
    return apply(now) ? Optional.of(Labels.of(now)) : Optional.empty();
  }

  /** Changes labels to what comes out; false if they are dropped. */
  public boolean apply(Map<String, String> labels) {
    for (Step step : steps) {
      if (!apply(step, labels)) {
        return false;
      }
    }
    return true;
  }

  /** Applies a rule; false if it drops the labels. */
  private static boolean apply(Step step, Map<String, String> labels) {
    RelabelRule rule = step.rule();
    String value = source(rule, labels);
    String target = rule.targetLabel();
    switch (rule.action()) {
      case KEEP -> {
        return step.matches(value);
      }
      case DROP -> {
        return !step.matches(value);
      }
      case KEEPEQUAL -> {
        return labels.getOrDefault(target, "").equals(value);
      }
      case DROPEQUAL -> {
        return !labels.getOrDefault(target, "").equals(value);
      }
      case REPLACE -> replace(step, value, labels);
      case HASHMOD -> set(labels, target, hash(value, rule.modulus()));
      case LOWERCASE -> set(labels, target, value.toLowerCase(Locale.ROOT));
      case UPPERCASE -> set(labels, target, value.toUpperCase(Locale.ROOT));
      case LABELMAP ->
          new TreeMap<>(labels)
              .forEach((name, its) ->
                  step.expand(rule.replacement(), name).ifPresent(to -> set(labels, to, its)));
      case LABELDROP -> labels.keySet().removeIf(step::matches);
      case LABELKEEP -> labels.keySet().removeIf(name -> !step.matches(name));
    }
    return true;
  }

  private static String source(RelabelRule rule, Map<String, String> labels) {
    if (rule.sourceLabels().size() == 1) {
      return labels.getOrDefault(rule.sourceLabels().getFirst(), "");
    }
    return rule.sourceLabels().stream()
        .map(name -> labels.getOrDefault(name, ""))
        .collect(Collectors.joining(rule.separator()));
  }

  private static void replace(Step step, String value, Map<String, String> labels) {
    Optional<String> target = step.expand(step.rule().targetLabel(), value);
    Optional<String> replacement = step.expand(step.rule().replacement(), value);
    if (target.isPresent() && replacement.isPresent() && !target.get().isEmpty()) {
      set(labels, target.get(), replacement.get());
    }
  }

  private static void set(Map<String, String> labels, String name, String value) {
    if (value.isEmpty()) {
      labels.remove(name);
    } else {
      labels.put(name, value);
    }
  }

  /** The last half of the MD5, big-endian, modulo something: as Prometheus shares targets out. */
  private static String hash(String value, long modulus) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(value.getBytes(StandardCharsets.UTF_8));
      byte[] half = Arrays.copyOfRange(md5, md5.length - HASH_BYTES, md5.length);
      return new BigInteger(1, half).mod(BigInteger.valueOf(modulus)).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
