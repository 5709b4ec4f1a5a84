using System.Reflection;
using InfernoSim.Testing.Adapters;
using TUnit.Core;

namespace InfernoSim.Testing.TUnit;

/// <summary>The incidents of a test as rows of data: TUnit makes a test of each.</summary>
internal static class IncidentRows
{
    private const string Incident = "InfernoSim.Incident";

    /// <summary>A row for each incident, with room for what the replay or the search will give the body.</summary>
    public static IAsyncEnumerable<Func<Task<object?[]?>>> Of(DataGeneratorMetadata metadata) =>
        IncidentCase.List(AttributeOf(MethodOf(metadata.TestInformation!)).Settings).Select(one => (Func<Task<object?[]?>>)(() =>
        {
            metadata.TestBuilderContext.Current.StateBag[Incident] = one;
            return Task.FromResult<object?[]?>(new object?[metadata.MembersToGenerate.Length]);
        })).ToAsyncEnumerable();

    /// <summary>The body.</summary>
    public static MethodInfo MethodOf(MethodMetadata method) =>
        method.Type.GetMethod(method.Name, [.. method.Parameters.Select(parameter => parameter.Type)])!;

    /// <summary>
    /// The attribute as it is in the assembly. TUnit's is another one, made by generated code, and says that the test is in the file of that.
    /// </summary>
    public static IDescribeIncidentTest AttributeOf(MethodInfo method) => IncidentTest.AttributeOf(method)!;

    /// <summary>The incident of a test.</summary>
    public static IncidentCase CaseOf(TestContext context) => (IncidentCase)context.StateBag.Items[Incident]!;

    /// <summary>Gives a test its name, and what people filter by.</summary>
    /// <param name="context">The test.</param>
    /// <param name="displayName">What it is called; <see langword="null"/> for its method's name.</param>
    public static void Describe(DiscoveredTestContext context, string? displayName)
    {
        IncidentCase one = CaseOf(context.TestContext);
        string name = displayName ?? context.TestDetails.MethodName;
        context.SetDisplayName(one.FromWildcard ? $"{name}(\"{one.Name}\")" : name);
        foreach ((string trait, string value) in one.Traits)
        {
            if (trait == "Category")
            {
                context.AddCategory(value);
            }
            else
            {
                context.AddProperty(trait, value);
            }
        }
    }
}
