/**
 * Bounds on the resources of a run, and its behavior at these bounds.
 *
 * <p>Start at {@link org.bandsaw.budget.MemoryBudget}. {@link org.bandsaw.budget.ComputeBudget} and
 * {@link org.bandsaw.budget.EnergyBudget} bound processor time and energy, {@link
 * org.bandsaw.budget.ChunkPolicy} sets the rows of a chunk, {@link org.bandsaw.budget.Backpressure}
 * slows a source. A {@link org.bandsaw.budget.BudgetOutcome} in the report says whether a budget
 * held. The decisions themselves are made in {@code org.bandsaw.control}.
 */
@NullMarked
package org.bandsaw.budget;

import org.jspecify.annotations.NullMarked;
