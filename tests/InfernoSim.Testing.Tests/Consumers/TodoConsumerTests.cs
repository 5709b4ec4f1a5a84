extern alias todos;

using Xunit.Abstractions;
using TodoContext = todos::InfernoSim.Testing.Tests.Todos.TodoContext;

namespace InfernoSim.Testing.Tests.Consumers;

/// <summary>
/// A small equal of a well-known sample (davidfowl/TodoApi): Identity with its tokens, providers and its database, todos of each user, a limit for
/// each user. Recorded as a test does it, and replayed with one property set.
/// </summary>
public sealed class TodoConsumerTests(TodoConsumerTests.Recorded recorded, ITestOutputHelper output) : IClassFixture<TodoConsumerTests.Recorded>
{
    [Fact]
    public Task It_passes_with_a_service_for_each_worker() => ConsumerReplays.AssertPassesAsync(IncidentReplayer.For<TodoContext>(recorded.Path), ConsumerReplays.Workers, output);

    [Theory]
    [InlineData("TodosOfOthers", "GET /todos", "")]
    [InlineData("KeepsDeleted", "GET /todos/1", "")]
    [InlineData("SameRefreshToken", "POST /tokens/refresh", "/refreshToken")]
    [InlineData("RefusesRefresh", "POST /tokens/refresh", "")]
    [InlineData("AnyPassword", "POST /tokens", "")]
    [InlineData("IdOfAnother", "POST /todos", "/id")]
    [InlineData("OneLimitForAll", "GET /todos", "")]
    [InlineData("ForgetsLogin", "POST /users/token/elsewhere", "")]
    [InlineData("LivesLonger", "POST /tokens", "/renewBefore")]
    public Task A_defect_is_found_at_its_request(string defect, string request, string location)
    {
        var host = new InProcessHost<TodoContext> { ConfigureWebHost = builder => builder.UseSetting("Defect", defect) };

        return ConsumerReplays.AssertFailsAsync(IncidentReplayer.For(host, recorded.Path), request, location);
    }

    public sealed class Recorded : IAsyncLifetime, IDisposable
    {
        private readonly TestFolder _folder = new();

        public string Path => _folder.File("incident");

        public async Task InitializeAsync()
        {
            await using IncidentRecorder recorder = await IncidentRecorder.StartAsync<TodoContext>(Path, new IncidentRecorderOptions { FreshState = true });
            using HttpClient client = recorder.CreateClient();
            await TodoTraffic.SendAsync(client);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _folder.Dispose();
    }
}
