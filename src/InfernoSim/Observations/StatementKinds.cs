using InfernoSim.Statements;

namespace InfernoSim.Observations;

/// <summary>The kinds of divergences that are named for themselves where the call is a statement for a database.</summary>
internal static class StatementKinds
{
    private static readonly (DivergenceKind Call, DivergenceKind Statement)[] Pairs =
    [
        (DivergenceKind.CallMissing, DivergenceKind.SqlMissing),
        (DivergenceKind.CallExtra, DivergenceKind.SqlExtra),
        (DivergenceKind.CallDuplicate, DivergenceKind.SqlDuplicate),
        (DivergenceKind.CallChanged, DivergenceKind.SqlChanged),
        (DivergenceKind.CallReordered, DivergenceKind.SqlReordered),
    ];

    /// <summary>The kind of a divergence as it is reported.</summary>
    /// <param name="divergence">The divergence, of any kind.</param>
    public static DivergenceKind Of(Divergence divergence)
    {
        if (divergence.CallRequest is { } call && SqlDisplay.Is(call))
        {
            foreach ((DivergenceKind ofCall, DivergenceKind ofStatement) in Pairs)
            {
                if (divergence.Kind == ofCall)
                {
                    return ofStatement;
                }
            }
        }

        return divergence.Kind;
    }

    /// <summary>The kind that it is among all dependency calls.</summary>
    /// <param name="kind">Any kind.</param>
    public static DivergenceKind AsCall(this DivergenceKind kind)
    {
        foreach ((DivergenceKind ofCall, DivergenceKind ofStatement) in Pairs)
        {
            if (kind == ofStatement)
            {
                return ofCall;
            }
        }

        return kind;
    }
}
