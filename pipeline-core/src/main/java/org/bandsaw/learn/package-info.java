/**
 * What learns: row by row or from all rows at once, the vectors it is given, and how it is scored.
 *
 * <p>Start at {@link org.bandsaw.learn.Learners}; to bring your own, implement {@link
 * org.bandsaw.learn.OnlineLearner} and {@link org.bandsaw.learn.OnlineModel}, or {@link
 * org.bandsaw.learn.BatchLearner} and {@link org.bandsaw.learn.Model}. Everything here stands
 * behind the commit point: each row comes once.
 */
@NullMarked
package org.bandsaw.learn;

import org.jspecify.annotations.NullMarked;
