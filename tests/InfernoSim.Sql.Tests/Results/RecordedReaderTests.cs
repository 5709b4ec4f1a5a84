using System.Data;
using System.Text;
using InfernoSim.Sql.Results;
using Microsoft.Data.Sqlite;

namespace InfernoSim.Sql.Tests.Results;

public sealed class RecordedReaderTests
{
    private const int Limit = 64 * 1024 * 1024;

    [Fact]
    public void A_hundred_thousand_rows_and_a_value_of_twenty_megabytes_come_back()
    {
        var writer = new ResultWriter(Limit);
        ResultSetWriter set = writer.BeginSet([("Id", "INTEGER"), ("Bytes", "BLOB")]);
        byte[] large = new byte[20_000_000];
        new Random(1).NextBytes(large);
        for (int i = 0; i < 100_000; i++)
        {
            set.Add([i, i == 70_000 ? large : null]);
        }

        set.End();
        using var reader = new RecordedReader(Read(writer));

        long sum = 0;
        for (int i = 0; reader.Read(); i++)
        {
            sum += reader.GetInt32(0);
            Assert.Equal(i != 70_000, reader.IsDBNull(1));
            if (i == 70_000)
            {
                Assert.True(large.AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(1)));
            }
        }

        Assert.Equal(4_999_950_000, sum);
        Assert.False(reader.NextResult());
    }

    [Fact]
    public void A_result_past_the_limit_is_counted_and_not_kept()
    {
        var writer = new ResultWriter(100);
        ResultSetWriter set = writer.BeginSet([("Text", "TEXT")]);
        for (int i = 0; i < 50; i++)
        {
            set.Add(["0123456789"]);
        }

        (ReadOnlyMemory<byte> json, long? size) = writer.Write();

        Assert.True(json.IsEmpty);
        Assert.Equal(50 * 15, size);
    }

    [Fact]
    public void Values_of_several_types_in_one_column_each_keep_theirs()
    {
        var writer = new ResultWriter(Limit);
        ResultSetWriter set = writer.BeginSet([("Any", "")]);
        object[] values = [DBNull.Value, 1L, "one", 1.5, new byte[] { 1 }, 2L];
        foreach (object value in values)
        {
            set.Add([value]);
        }

        set.End();
        using var reader = new RecordedReader(Read(writer));

        var back = new List<object>();
        while (reader.Read())
        {
            back.Add(reader.GetValue(0));
        }

        Assert.Equal(values, back);
        Assert.Equal(typeof(long), reader.GetFieldType(0));
    }

    [Fact]
    public void Several_result_sets_come_back_in_order_and_an_error_after_their_rows()
    {
        var writer = new ResultWriter(Limit);
        ResultSetWriter first = writer.BeginSet([("A", "INTEGER")]);
        first.Add([1]);
        first.End();
        ResultSetWriter second = writer.BeginSet([("B", "TEXT")]);
        second.Add(["x"]);
        writer.SetError(new SqliteException("it broke", 5, 261));
        using var reader = new RecordedReader(Read(writer));

        Assert.True(reader.Read());
        Assert.Equal(1, reader["a"]);
        Assert.False(reader.Read());
        Assert.True(reader.NextResult());
        Assert.True(reader.Read());
        Assert.Equal("x", reader.GetString(reader.GetOrdinal("B")));
        SqliteException error = Assert.Throws<SqliteException>(() => reader.Read());
        Assert.Equal(("it broke", 5, 261), (error.Message, error.SqliteErrorCode, error.SqliteExtendedErrorCode));
    }

    [Fact]
    public void Rows_that_the_service_did_not_read_are_not_made_up()
    {
        var writer = new ResultWriter(Limit);
        writer.BeginSet([("A", "INTEGER")]).Add([1]);
        using var reader = new RecordedReader(Read(writer));

        Assert.True(reader.Read());
        RecordedDbException refused = Assert.Throws<RecordedDbException>(() => reader.Read());

        Assert.Contains("The recording holds 1 rows of this result", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_read_as_one_type_can_be_read_as_what_a_provider_makes_of_it()
    {
        Guid id = Guid.Parse("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        var writer = new ResultWriter(Limit);
        ResultSetWriter set = writer.BeginSet([("Number", "INTEGER"), ("Text", "TEXT"), ("Id", "TEXT"), ("At", "TEXT"), ("Day", "INTEGER"), ("Bytes", "BLOB")]);
        set.Add([7L, "1.50", id.ToString().ToUpperInvariant(), "2026-11-29 01:02:03.5", 5, new byte[] { 1, 2, 3 }]);
        using var reader = new RecordedReader(Read(writer));
        reader.Read();

        Assert.Equal((7, (short)7, 7m, true), (reader.GetInt32(0), reader.GetInt16(0), reader.GetDecimal(0), reader.GetBoolean(0)));
        Assert.Equal(1.50m, reader.GetDecimal(1));
        Assert.Equal(id, reader.GetGuid(2));
        Assert.Equal(new DateTime(2026, 11, 29, 1, 2, 3, 500), reader.GetDateTime(3));
        Assert.Equal(DayOfWeek.Friday, reader.GetFieldValue<DayOfWeek>(4));
        Assert.Equal(3, reader.GetBytes(5, 0, null, 0, 0));
        Assert.Contains("cannot be read as Int32", Assert.Throws<InvalidCastException>(() => reader.GetInt32(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_takes_down_what_the_service_has_read_and_what_it_has_not()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT 1 AS A, '3F2504E0-4F89-41D3-9A0C-0305E82C3301' AS B, NULL AS C UNION ALL SELECT 2, 'x', 2.5";
        var writer = new ResultWriter(Limit);
        int completed = 0;
        using (var reader = new RecordingReader(command.ExecuteReader(CommandBehavior.Default), writer, () => completed++))
        {
            Assert.True(reader.Read());
            Assert.Equal(Guid.Parse("3f2504e0-4f89-41d3-9a0c-0305e82c3301"), reader.GetGuid(1));
            Assert.True(reader.Read());
        }

        (ReadOnlyMemory<byte> json, _) = writer.Write();

        Assert.Equal(1, completed);
        Assert.Equal(
            """{"sets":[{"columns":[{"name":"A","type":"INTEGER","as":"Int64"},{"name":"B","type":"TEXT","as":"Guid"},{"name":"C","type":"BLOB","as":"Double"}],"rows":[[1,"3f2504e0-4f89-41d3-9a0c-0305e82c3301",null],[2,{"type":"String","value":"x"},2.5]],"more":true}]}""",
            Encoding.UTF8.GetString(json.Span));
    }

    [Theory]
    [InlineData("""{"sets":[{"rows":[]}]}""")]
    [InlineData("""{"affected":"many"}""")]
    [InlineData("[")]
    public void A_result_that_is_none_is_refused(string json) =>
        Assert.StartsWith("The recorded result cannot be given back: ", Assert.Throws<RecordedDbException>(() => RecordedResult.Read(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void An_error_of_a_type_that_is_not_there_is_one_of_a_database_with_the_same_codes()
    {
        var error = new ProviderError("Some.Provider.SomeException", "deadlock", 1205, null, "40001");

        RecordedDbException thrown = Assert.IsType<RecordedDbException>(error.ToException());

        Assert.Equal(("deadlock", 1205, "40001"), (thrown.Message, thrown.ErrorCode, thrown.SqlState));
        Assert.IsType<TimeoutException>(ProviderError.Of(new TimeoutException("late")).ToException());
    }

    private static RecordedResult Read(ResultWriter writer)
    {
        (ReadOnlyMemory<byte> json, long? size) = writer.Write();
        Assert.Null(size);
        return RecordedResult.Read(json);
    }
}
