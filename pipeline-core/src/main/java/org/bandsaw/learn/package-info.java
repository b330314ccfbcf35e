/**
 * What learns: online learners, the vectors they are given, and how they are scored.
 *
 * <p>Start at {@link org.bandsaw.learn.Learners}; to bring your own, implement {@link
 * org.bandsaw.learn.OnlineLearner} and {@link org.bandsaw.learn.OnlineModel}. Everything here
 * stands behind the commit point: each row comes once.
 */
@NullMarked
package org.bandsaw.learn;

import org.jspecify.annotations.NullMarked;
