using System.Reflection;
using InfernoSim.Testing.Adapters;
using Microsoft.Testing.Platform.Builder;
using Microsoft.Testing.Platform.Capabilities.TestFramework;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestFramework;
using Microsoft.Testing.Platform.Requests;
using Microsoft.Testing.Platform.TestHost;

namespace Plain.Testing;

/// <summary>A test framework that knows incident tests only, on Microsoft.Testing.Platform.</summary>
public sealed class PlainTestFramework(Assembly assembly) : ITestFramework, IDataProducer
{
    public string Uid => "Plain.Testing";

    public string Version => "1.0.0";

    public string DisplayName => "Plain";

    public string Description => "Runs incident tests, one after another.";

    public Type[] DataTypesProduced { get; } = [typeof(TestNodeUpdateMessage)];

    /// <summary>Runs the tests of an assembly: the whole of a test program's <c>Main</c>.</summary>
    public static async Task<int> RunAsync(Assembly assembly, string[] args)
    {
        ITestApplicationBuilder builder = await TestApplication.CreateBuilderAsync(args);
        builder.RegisterTestFramework(_ => new TestFrameworkCapabilities(), (_, _) => new PlainTestFramework(assembly));
        using ITestApplication application = await builder.BuildAsync();
        return await application.RunAsync();
    }

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task<CreateTestSessionResult> CreateTestSessionAsync(CreateTestSessionContext context) => Task.FromResult(new CreateTestSessionResult { IsSuccess = true });

    public Task<CloseTestSessionResult> CloseTestSessionAsync(CloseTestSessionContext context) => Task.FromResult(new CloseTestSessionResult { IsSuccess = true });

    public async Task ExecuteRequestAsync(ExecuteRequestContext context)
    {
        var request = (TestExecutionRequest)context.Request;
        foreach (FoundTest test in IncidentTests.Find(assembly).Where(test => IsAskedFor(test, request.Filter)))
        {
            IEnumerable<IProperty> outcome = request is DiscoverTestExecutionRequest
                ? [DiscoveredTestNodeStateProperty.CachedInstance]
                : await RunAsync(test, context.CancellationToken);
            var node = new TestNode { Uid = test.Name, DisplayName = test.Name, Properties = new PropertyBag([.. outcome]) };
            await context.MessageBus.PublishAsync(this, new TestNodeUpdateMessage(request.Session.SessionUid, node));
        }

        context.Complete();
    }

    private static bool IsAskedFor(FoundTest test, ITestExecutionFilter filter) =>
        filter is not TestNodeUidListFilter list || list.TestNodeUids.Any(uid => uid.Value == test.Name);

    private static async Task<IEnumerable<IProperty>> RunAsync(FoundTest test, CancellationToken cancellationToken)
    {
        var report = new PlainReport(test.Name);
        IProperty state = PassedTestNodeStateProperty.CachedInstance;
        try
        {
            await IncidentTests.RunAsync(test, report, cancellationToken);
        }
        catch (Exception failure) when (IncidentFailure.IsExplained(failure))
        {
            state = new FailedTestNodeStateProperty(failure.Message);
        }
        catch (Exception failure)
        {
            state = new ErrorTestNodeStateProperty(failure);
        }

        return [state, new TestMetadataProperty("Category", "Incident"), .. report.Properties];
    }

    private sealed class PlainReport(string test) : ITestReport
    {
        private readonly List<string> _output = [];
        private readonly List<IProperty> _files = [];

        public IEnumerable<IProperty> Properties => [new StandardOutputProperty(string.Join(Environment.NewLine, _output)), .. _files];

        public void Write(string text) => _output.Add(text.TrimEnd());

        public void Attach(string name, string content) =>
            _files.Add(new FileArtifactProperty(new FileInfo(SummaryFiles.Write(test, name, content)), name));
    }
}
