using InfernoSim.Matching;

namespace InfernoSim.Calls;

/// <summary>What the service under test is told when the incident has no answer for a call.</summary>
internal static class Refusal
{
    /// <summary>502 with a reason: fail closed, never the network.</summary>
    public static DependencyAnswer Of(DependencyRequest request, string reason, string? nearest, CallDifference? difference) => ProblemAnswer.Of(
        502,
        "The incident has no answer for this call.",
        ("call", CallDisplay.Of(request)),
        ("reason", reason),
        ("nearestRecordedCall", nearest),
        ("differsAt", difference?.Location),
        ("expected", difference?.Expected),
        ("got", difference?.Got));

    /// <summary>A status that a fault rule asked for.</summary>
    public static DependencyAnswer Injected(int status, DependencyRequest request) =>
        ProblemAnswer.Of(status, "A fault was injected into this call.", ("call", CallDisplay.Of(request)));
}
