/**
 * Learners, which learn row by row or from all rows at once, their feature vectors and their
 * scores.
 *
 * <p>Start at {@link org.bandsaw.learn.Learners}. For a custom learner implement {@link
 * org.bandsaw.learn.OnlineLearner} and {@link org.bandsaw.learn.OnlineModel}, or {@link
 * org.bandsaw.learn.BatchLearner} and {@link org.bandsaw.learn.Model}. Everything here comes after
 * the commit point: each row is learned once. Implementations of the built-in learners are in
 * sub-packages by kind.
 */
@NullMarked
package org.bandsaw.learn;

import org.jspecify.annotations.NullMarked;
