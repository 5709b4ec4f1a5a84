using System.Text.RegularExpressions;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Tests.CommandLine;
using InfernoSim.Cli.Tests.Docs;

namespace InfernoSim.Cli.Tests;

/// <summary>What can be known of the Docker files without Docker: that what they name is there, and that the command takes their flags.</summary>
public sealed partial class DockerFilesTests
{
    public static TheoryData<string> Dockerfiles => ["Dockerfile", "examples/Dockerfile"];

    public static TheoryData<string> ComposeFiles => ["docker-compose.yml", "docker-compose.examples.yml"];

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void What_is_copied_and_published_is_in_the_repository(string name)
    {
        var file = new Dockerfile(name);

        string[] paths = [.. file.CopiedPaths, .. file.PublishedProjects];

        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void A_project_that_is_published_has_been_copied_before(string name)
    {
        var file = new Dockerfile(name);

        Assert.All(file.PublishedProjects, project => Assert.Contains(file.CopiedPaths, path => (project + "/").StartsWith(path, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void A_stage_that_is_used_exists_and_every_image_has_a_tag(string name)
    {
        var file = new Dockerfile(name);

        Assert.All(file.CopiedStages, stage => Assert.Contains(stage, file.Stages));
        Assert.All(file.Bases, image => Assert.True(image is "scratch" || file.Stages.Contains(image) || ImageWithTag().IsMatch(image), image));
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Nothing_runs_as_root(string name)
    {
        var file = new Dockerfile(name);

        Assert.Equal(file.EntryPoints.Count(), file.Users.Count());
        Assert.DoesNotContain(file.Users, user => user is "root" or "0");
    }

    [Fact]
    public void The_image_of_the_command_starts_the_command()
    {
        var file = new Dockerfile("Dockerfile");

        Assert.Equal([$"/app/{typeof(InfernoSimCommand).Assembly.GetName().Name}.dll"], file.EntryPoints);
    }

    [Fact]
    public void The_images_of_the_examples_start_what_was_built_for_them()
    {
        var file = new Dockerfile("examples/Dockerfile");

        IEnumerable<string> built = file.PublishedProjects
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.csproj"))
            .Select(project => $"/app/{Path.GetFileNameWithoutExtension(project)}.dll");

        Assert.Equal([.. built, "/app/server.js", "/service"], file.EntryPoints);
    }

    [Theory]
    [MemberData(nameof(ComposeFiles))]
    public void What_a_service_is_built_from_exists(string name)
    {
        var file = ComposeFile.Read(name);

        (string Dockerfile, string Target)[] builds = [.. file.Services.Values.Select(service => service.BuiltFrom).OfType<(string, string)>()];

        Assert.NotEmpty(builds);
        Assert.All(builds, build => Assert.True(build.Target.Length == 0 || new Dockerfile(build.Dockerfile).Stages.Contains(build.Target), $"{build}"));
    }

    [Theory]
    [MemberData(nameof(ComposeFiles))]
    public void Every_command_can_be_read(string name)
    {
        var file = ComposeFile.Read(name);

        List<string>[] commands = [.. file.Services.Values.Where(service => service.Image == "infernosim").Select(service => service.Command)];

        Assert.NotEmpty(commands);
        Assert.All(commands, command => CommandLines.Read([.. command]));
    }

    [Theory]
    [MemberData(nameof(ComposeFiles))]
    public void Every_name_in_an_address_is_a_container_of_the_file(string name)
    {
        var file = ComposeFile.Read(name);

        string[] hosts = [.. file.Services.Values
            .SelectMany(service => service.Environment.Values.Concat(service.Command))
            .Select(text => HostAndPort().Match(text))
            .Where(match => match.Success && match.Groups["host"].Value != "0.0.0.0")
            .Select(match => match.Groups["host"].Value)];

        Assert.NotEmpty(hosts);
        Assert.All(hosts, host => Assert.Contains(host, file.HostNames));
        Assert.All(file.Services.Values.SelectMany(service => service.DependsOn), service => Assert.Contains(service, file.Services.Keys));
    }

    [Theory]
    [MemberData(nameof(ComposeFiles))]
    public void Captures_and_replays_share_the_volume_of_the_image(string name)
    {
        var file = ComposeFile.Read(name);

        Assert.All(
            file.Services.Values.Where(service => service.Image == "infernosim"),
            service => Assert.Equal(["incidents:/incidents"], service.Volumes));
        Assert.Equal(["incidents"], file.Volumes.Keys);
    }

    [Theory]
    [MemberData(nameof(ComposeFiles))]
    public void A_replay_answers_under_the_name_that_the_capture_had(string name)
    {
        var file = ComposeFile.Read(name);

        (string, string)[] replayed = Places("replay");

        Assert.NotEmpty(replayed);
        Assert.Equal(Places("capture"), replayed);

        (string Alias, string Incident)[] Places(string command) => [.. file.Services.Values
            .Where(service => service.Command.FirstOrDefault() == command)
            .Select(service => (service.Networks["default"].Aliases.Single(), service.Command.Single(word => word.Contains("/incidents/", StringComparison.Ordinal)).Replace("--out=", "", StringComparison.Ordinal)))];
    }

    [GeneratedRegex(@"^[a-z0-9./-]+:[a-z0-9.-]+$")]
    private static partial Regex ImageWithTag();

    [GeneratedRegex(@"^(--[a-z-]+=)?(http://)?(?<host>[a-z0-9.-]+):\d+$")]
    private static partial Regex HostAndPort();
}
