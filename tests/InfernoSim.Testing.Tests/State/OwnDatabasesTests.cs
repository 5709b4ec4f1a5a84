using InfernoSim.Testing.State;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing.Tests.State;

public sealed class OwnDatabasesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ReplayContext _context = new(1, 2);

    public void Dispose()
    {
        _context.Release();
        _folder.Dispose();
    }

    [Fact]
    public void A_service_that_makes_its_tables_begins_with_an_empty_file()
    {
        WriteRow(Address("a.db"), "theirs");
        using var own = new OwnDatabases(_context);

        WriteRow(Led(own, "a.db"), "own");
        own.Started();

        Assert.Equal(["own"], Rows(Led(own, "a.db")));
        Assert.Equal(["theirs"], Rows(Address("a.db")));
    }

    [Fact]
    public void A_service_that_expects_its_tables_gets_a_copy_of_its_file()
    {
        WriteRow(Address("a.db"), "theirs");
        using var own = new OwnDatabases(_context);

        own.Started();
        WriteRow(Led(own, "a.db"), "own");

        Assert.Equal(["theirs", "own"], Rows(Led(own, "a.db")));
        Assert.Equal(["theirs"], Rows(Address("a.db")));
    }

    [Fact]
    public void A_file_that_was_opened_at_the_start_and_left_empty_is_copied_as_well()
    {
        WriteRow(Address("a.db"), "theirs");
        using var own = new OwnDatabases(_context);

        using (var connection = new SqliteConnection(Led(own, "a.db")))
        {
            connection.Open();
        }

        own.Started();

        Assert.Equal(["theirs"], Rows(Led(own, "a.db")));
    }

    [Fact]
    public void A_service_that_failed_without_its_tables_is_given_a_copy_from_the_start()
    {
        WriteRow(Address("a.db"), "theirs");
        using var first = new OwnDatabases(_context);
        Assert.Throws<SqliteException>(() => Rows(Led(first, "a.db")));

        using var second = new OwnDatabases(_context, beginsWithCopies: true);

        Assert.True(first.CouldCopy);
        Assert.Equal(["theirs"], Rows(Led(second, "a.db")));
    }

    [Fact]
    public void Files_of_one_name_in_two_folders_stay_two_files()
    {
        using var own = new OwnDatabases(_context);

        WriteRow(Led(own, "one/a.db"), "one");
        WriteRow(Led(own, "two/a.db"), "two");

        Assert.Equal(["one"], Rows(Led(own, "one/a.db")));
        Assert.False(Directory.Exists(_folder.File("one")));
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=")]
    [InlineData("Data Source=x;Mode=Memory")]
    public void A_database_that_nobody_else_can_see_is_left_alone(string address)
    {
        using var own = new OwnDatabases(_context);
        using var connection = new SqliteConnection(address);

        own.Lead(connection);

        Assert.Equal(address, connection.ConnectionString);
    }

    [Fact]
    public void A_database_in_memory_that_connections_share_gets_a_name_of_its_own()
    {
        var other = new ReplayContext(1, 3);
        using var own = new OwnDatabases(_context);
        using var others = new OwnDatabases(other);
        using var connection = new SqliteConnection("Data Source=x;Mode=Memory;Cache=Shared");
        using var second = new SqliteConnection("Data Source=x;Mode=Memory;Cache=Shared");

        own.Lead(connection);
        others.Lead(second);

        Assert.NotEqual(connection.DataSource, second.DataSource);
        Assert.StartsWith("x-", connection.DataSource, StringComparison.Ordinal);
        other.Release();
    }

    [Fact]
    public void Nothing_keeps_a_file_open_once_the_service_is_gone()
    {
        using var own = new OwnDatabases(_context);
        WriteRow(Led(own, "a.db"), "own");
        string folder = _context.Folder;

        own.Dispose();

        Assert.DoesNotContain(OpenFiles(), file => file.StartsWith(folder, StringComparison.Ordinal));
    }

    [Fact]
    public void Stores_of_the_in_memory_provider_are_each_services_own()
    {
        var other = new ReplayContext(1, 3);
        using ServiceProvider own = Services(_context);
        using ServiceProvider others = Services(other);

        Add(own, "own");

        Assert.Equal(["own"], Names(own));
        Assert.Empty(Names(others));
        other.Release();
    }

    private static ServiceProvider Services(ReplayContext context)
    {
        IServiceCollection services = new ServiceCollection().AddDbContext<NamesContext>(options => options.UseInMemoryDatabase("names"));
        OwnMemoryStores.Apply(services, context);
        return services.BuildServiceProvider();
    }

    private static void Add(ServiceProvider services, string name)
    {
        using IServiceScope scope = services.CreateScope();
        NamesContext context = scope.ServiceProvider.GetRequiredService<NamesContext>();
        context.Add(new NamedRow { Name = name });
        context.SaveChanges();
    }

    private static string[] Names(ServiceProvider services)
    {
        using IServiceScope scope = services.CreateScope();
        return [.. scope.ServiceProvider.GetRequiredService<NamesContext>().Rows.Select(row => row.Name)];
    }

    private string Address(string file) => $"Data Source={_folder.File(file)};Pooling=False";

    private string Led(OwnDatabases own, string file)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File(file)}");
        own.Lead(connection);
        return connection.ConnectionString;
    }

    private static void WriteRow(string address, string value)
    {
        using var connection = new SqliteConnection(address);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "create table if not exists t (v text); insert into t values ($v)";
        command.Parameters.AddWithValue("$v", value);
        command.ExecuteNonQuery();
    }

    private static string[] Rows(string address)
    {
        using var connection = new SqliteConnection(address);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "select v from t";
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }

    // Linux alone shows them; elsewhere there is nothing to see here.
    private static string[] OpenFiles() => Directory.Exists("/proc/self/fd")
        ? [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget ?? "")]
        : [];

    public sealed class NamedRow
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class NamesContext(DbContextOptions<NamesContext> options) : DbContext(options)
    {
        public DbSet<NamedRow> Rows => Set<NamedRow>();
    }
}
