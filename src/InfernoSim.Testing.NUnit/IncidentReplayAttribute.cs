using System.Runtime.CompilerServices;
using InfernoSim.Testing.Adapters;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace InfernoSim.Testing.NUnit;

/// <summary>
/// A test that replays an incident against the service under test (<see cref="ServiceUnderTestAttribute{T}"/> and the like, on
/// the class or the assembly), and then runs its body, which may be empty and may take a <see cref="Verdicts.ReplaySummary"/>
/// or an <see cref="IncidentReplay"/>. A replay that fails fails the test, and the body is not run.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IncidentReplayAttribute : IncidentReplayBaseAttribute, ITestBuilder, IWrapTestMethod, IImplyFixture
{
    /// <summary>Names the incident.</summary>
    /// <param name="incident">
    /// The incident folder, from the folder of the test's source file, or else the output folder. With <c>*</c> or <c>?</c> in
    /// it, there is one test for each incident that matches.
    /// </param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    public IncidentReplayAttribute(string incident, [CallerFilePath] string sourceFile = "")
        : base(incident, sourceFile)
    {
    }

    /// <summary>What the test is called in place of its method.</summary>
    /// <value>The default is <see langword="null"/>: the method's name.</value>
    public string? DisplayName { get; set; }

    /// <summary>Why the test is not run; <c>[Ignore]</c> does the same.</summary>
    /// <value>The default is <see langword="null"/>: it is run.</value>
    public string? Skip { get; set; }

    /// <inheritdoc/>
    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite)
    {
        ArgumentNullException.ThrowIfNull(method);
        return IncidentTestBuilder.Build(this, DisplayName, Skip, method, suite);
    }

    /// <inheritdoc/>
    public TestCommand Wrap(TestCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new IncidentTestCommand(command, this);
    }
}
