using System.Reflection;

namespace InfernoSim.Testing.MSTest;

/// <summary>
/// The object of a test class that a replay asks how to configure, prepare or record the service. MSTest makes the object that the
/// body runs on, sets it up and runs the body in one go, so there is nothing to ask before: this is an object of the replay's own,
/// made and set up in the same way, and cleaned up after the replay. A class that is asked nothing has none.
/// </summary>
internal sealed class ConfiguringObject : IAsyncDisposable
{
    private ConfiguringObject(object? instance)
    {
        Instance = instance;
    }

    public object? Instance { get; }

    /// <summary>Makes it and runs the class's set-up, where the replay would ask it anything.</summary>
    /// <param name="testClass">The class.</param>
    /// <param name="method">The body.</param>
    /// <param name="context">What the class's constructor or property may ask for.</param>
    public static async Task<ConfiguringObject> SetUpAsync(Type testClass, MethodInfo method, TestContext? context)
    {
        if (method.IsStatic || !IsAsked(testClass))
        {
            return new ConfiguringObject(null);
        }

        var made = new ConfiguringObject(Make(testClass, context));
        try
        {
            testClass.GetProperty(nameof(TestContext), typeof(TestContext))?.SetMethod?.Invoke(made.Instance, [context]);
            await made.RunAsync<TestInitializeAttribute>(FromTheBase(testClass));
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Instance is null)
        {
            return;
        }

        await RunAsync<TestCleanupAttribute>(FromTheBase(Instance.GetType()).Reverse());
        switch (Instance)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    private static object Make(Type testClass, TestContext? context) =>
        testClass.GetConstructor([typeof(TestContext)]) is { } withContext
            ? withContext.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [context], culture: null)
            : testClass.GetConstructor([])!.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [], culture: null);

    private static bool IsAsked(Type testClass) =>
        ((Type[])[typeof(IConfigureServiceUnderTest), typeof(IRecordIncident), typeof(IPrepareState)]).Any(type => type.IsAssignableFrom(testClass));

    private static IEnumerable<Type> FromTheBase(Type? type) => type is null ? [] : [.. FromTheBase(type.BaseType), type];

    // One of each class, and one that is overridden only where it is.
    private async Task RunAsync<TAttribute>(IEnumerable<Type> types)
        where TAttribute : Attribute
    {
        IEnumerable<MethodInfo> methods = types
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(TAttribute), inherit: false))
            .DistinctBy(method => method.GetBaseDefinition());
        foreach (MethodInfo method in methods)
        {
            switch (method.Invoke(Instance, BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null))
            {
                case Task task:
                    await task;
                    break;
                case ValueTask task:
                    await task;
                    break;
            }
        }
    }
}
