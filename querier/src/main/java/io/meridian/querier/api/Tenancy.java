package io.meridian.querier.api;

import io.meridian.model.Matcher;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.TreeRewrite;
import io.meridian.promql.syntax.VectorSelector;
import io.meridian.service.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whose request it is, and what he may see. Where tenancy is enforced every selector of series gets
 * a matcher for the tenant's label beside those it has: whoever asks for another tenant's series by
 * name finds none.
 */
public final class Tenancy {
  private final Function<Request, String> tenants;
  private final Optional<String> label;

  /**
   * A way to tell tenants.
   *
   * @param label by which they are kept apart; empty if everybody may see everything
   */
  public Tenancy(Function<Request, String> tenants, Optional<String> label) {
    this.tenants = tenants;
    this.label = label;
  }

  /** Whose request it is. */
  String tenant(Request request) {
    return tenants.apply(request);
  }

  /** What every selector of a request must match besides; empty if nothing. */
  Optional<Matcher> restriction(Request request) {
    return label.map(name -> Matcher.equal(name, tenant(request)));
  }

  /** What all that a tenant may see satisfies; none if he may see everything. */
  public List<Matcher> must(String tenant) {
    return label.map(name -> Matcher.equal(name, tenant)).stream().toList();
  }

  /** The query over what its sender may see. */
  Expression restricted(Expression query, Request request) {
    return restricted(query, tenant(request));
  }

  /** The query over what a tenant may see. */
  Expression restricted(Expression query, String tenant) {
    if (label.isEmpty()) {
      return query;
    }
    Matcher restriction = Matcher.equal(label.get(), tenant);
    return TreeRewrite.bottomUp(
        query,
        node -> node instanceof VectorSelector selector ? restricted(selector, restriction) : node);
  }

  private static VectorSelector restricted(VectorSelector selector, Matcher restriction) {
    List<Matcher> matchers = new ArrayList<>();
    matchers.add(restriction);
    matchers.addAll(selector.matchers()); // the one of the name comes last
    return new VectorSelector(
        selector.name(), matchers, selector.modifiers(), selector.extension(), selector.position());
  }

  /**
   * Selections of what their sender may see.
   *
   * @param selectors none for everything
   * @return none only if everything may be seen
   */
  List<List<Matcher>> restricted(List<List<Matcher>> selectors, Request request) {
    Optional<Matcher> restriction = restriction(request);
    if (restriction.isEmpty()) {
      return selectors;
    }
    if (selectors.isEmpty()) {
      return List.of(List.of(restriction.get()));
    }
    return selectors.stream()
        .map(selector -> {
          List<Matcher> matchers = new ArrayList<>(selector);
          matchers.add(restriction.get());
          return List.copyOf(matchers);
        })
        .toList();
  }
}
