---------------------------- MODULE uploader_5 ----------------------------
(*
The site for uploads, fifth version (see uploader_1.tla for the system).

A cleaner process removes content whose upload is deleted, whether or not the message that should have
removed it was processed.

It races with the workers: one that has received "delete 1" may find that the content no longer exists
(DeleteFindsContent is violated). So the check in Delete is necessary.
*)
EXTENDS Integers, Sequences

CONSTANTS
  Users,    \* those who upload
  Workers,  \* those who update the public site
  NULL      \* "nothing": a model value, different from every message

(*--algorithm uploader

variables
  uploads = {};   \* what the users have: records [from, id, version]
  content = {};   \* what the public site shows: copies of uploads
  queue = <<>>;   \* messages [id, action], oldest first
  lastId = 0;     \* the last identity assigned

define
  OwnedBy(user) == {u \in uploads : u.from = user}

  \* The upload, and the content, with a given identity.
  UploadWith(id) == CHOOSE u \in uploads : u.id = id
  ContentWith(id) == CHOOSE c \in content : c.id = id

  ExistsUploadWith(id) == \E u \in uploads : u.id = id
  ExistsContentWith(id) == \E c \in content : c.id = id

  \* Every copy equals an upload. Workers always lag behind, so this is not an invariant. It should
  \* hold infinitely often, and forever after the users' last change.
  NoOrphanContent == \A c \in content : \E u \in uploads : c = u

  \* The temporal properties (uploader_5_live.cfg).
  RepeatedlyNoOrphan == []<>NoOrphanContent
  FinallyNoOrphan == <>[]NoOrphanContent
end define;

\* Sends a message about a change to the workers.
macro send(what, which)
begin
  queue := Append(queue, [id |-> which, action |-> what]);
end macro;

process user \in Users
begin
  User:
    while TRUE do
      either \* create
        with new = [from |-> self, id |-> lastId + 1, version |-> 1] do
          lastId := new.id;
          uploads := uploads \union {new};
          send("create", new.id);
        end with;
      or \* edit an own upload
        with old \in OwnedBy(self) do
          uploads := (uploads \ {old}) \union {[old EXCEPT !.version = @ + 1]};
          send("edit", old.id);
        end with;
      or \* delete an own upload
        with old \in OwnedBy(self) do
          uploads := uploads \ {old};
          send("delete", old.id);
        end with;
      end either;
    end while;
end process;

fair process worker \in Workers
variable
  local = NULL;   \* the message received; during an edit, the upload as it was read
begin
  Receive:
    while TRUE do
      await queue /= <<>>;
      local := Head(queue);
      queue := Tail(queue);
      if local.action = "create" then
        Create:
          if ExistsUploadWith(local.id) then
            content := content \union {UploadWith(local.id)};
          end if;
          local := NULL;
      elsif local.action = "edit" then
        Edit: \* read the upload ...
          if ExistsUploadWith(local.id) then
            local := UploadWith(local.id);
          else
            local := NULL;
            goto Receive;
          end if;
        PushEdit: \* ... and, in a separate step, publish what was read
          if ExistsUploadWith(local.id) /\ UploadWith(local.id).version > local.version then
            goto Edit;
          else
            if ExistsContentWith(local.id) then
              content := (content \ {ContentWith(local.id)}) \union {local};
            end if;
            local := NULL;
          end if;
      else
        Delete:
          if ExistsContentWith(local.id) then
            content := content \ {ContentWith(local.id)};
          end if;
          local := NULL;
      end if;
    end while;
end process;

fair process cleaner = "cleaner"
begin
  Clean:
    while TRUE do
      with c \in {c \in content : ~ExistsUploadWith(c.id)} do
        content := content \ {c};
      end with;
    end while;
end process;

end algorithm; *)

-----------------------------------------------------------------------------
(* These definitions use the processes' own variables, so they are after the algorithm. *)

\* Identities and versions are in range, and a worker holds a message exactly while it processes it.
TypeOK ==
  /\ \A r \in uploads \union content : r.from \in Users /\ r.id \in 1..lastId /\ r.version >= 1
  /\ \A i \in 1..Len(queue) : queue[i].id \in 1..lastId /\ queue[i].action \in {"create", "edit", "delete"}
  /\ \A w \in Workers : IF pc[w] = "Receive" THEN local[w] = NULL ELSE local[w].id \in 1..lastId

\* A worker that is to delete content finds it.
DeleteFindsContent == \A w \in Workers : pc[w] = "Delete" => ExistsContentWith(local[w].id)

\* When no message is left, the site shows what the users have.
Quiet == queue = <<>> /\ \A w \in Workers : pc[w] = "Receive"
QuietMeansEqual == Quiet => content = uploads

\* For exhaustive search only (uploader_5_bounded.cfg): bounds the users' changes.
Bounded == lastId <= 2 /\ Len(queue) <= 2 /\ \A u \in uploads : u.version <= 2

\* Likewise, with one upload that is edited twice.
Edited == lastId <= 1 /\ Len(queue) <= 2 /\ \A u \in uploads : u.version <= 3
=============================================================================
