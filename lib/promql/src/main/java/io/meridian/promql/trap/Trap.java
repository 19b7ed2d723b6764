package io.meridian.promql.trap;

import io.meridian.promql.exec.Annotations;
import io.meridian.promql.syntax.Expression;

/** Something that is written by mistake more often than on purpose. */
@FunctionalInterface
interface Trap {
  /** Looks at one node of a query and says if it is one. */
  void look(Expression node, Annotations annotations);
}
