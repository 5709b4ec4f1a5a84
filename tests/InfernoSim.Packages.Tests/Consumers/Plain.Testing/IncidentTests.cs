using System.Reflection;
using System.Runtime.CompilerServices;
using InfernoSim.Testing.Adapters;

namespace Plain.Testing;

[AttributeUsage(AttributeTargets.Method)]
public sealed class IncidentReplayAttribute(string incident, [CallerFilePath] string sourceFile = "")
    : IncidentReplayBaseAttribute(incident, sourceFile);

public sealed record FoundTest(Type Class, MethodInfo Method, IDescribeIncidentTest Attribute, IncidentCase Incident)
{
    public string Name => $"{Class.FullName}.{Method.Name}" + (Incident.FromWildcard ? $"({Incident.Name})" : "");
}

public static class IncidentTests
{
    public static IEnumerable<FoundTest> Find(Assembly assembly) =>
        from type in assembly.GetTypes()
        where type is { IsAbstract: false, ContainsGenericParameters: false }
        from method in type.GetMethods()
        let attribute = IncidentTest.AttributeOf(method)
        where attribute is not null
        from incident in IncidentCase.List(attribute.Settings)
        select new FoundTest(type, method, attribute, incident);

    public static async Task RunAsync(FoundTest test, ITestReport report, CancellationToken cancellationToken)
    {
        object? instance = test.Method.IsStatic ? null : Activator.CreateInstance(test.Class);
        var incident = new IncidentTest(test.Attribute, test.Incident, test.Class, test.Method, instance, report);
        object?[] arguments = await incident.RunAsync(cancellationToken);
        if (test.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null) is Task body)
        {
            await body;
        }
    }
}
